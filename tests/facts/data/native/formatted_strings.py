a = f'b{c.d!r:>{e}}{{}}' 'f' rf'\g{h}' f'{i=}{j:%H:%M}{k["l"]}{m if n else o}{p != q}{ {1: r}[1] }'
s = f'''{t(
    u)} "{v}" {w["x"]}'''
