import a
b = 1
del b, a
del (c, [d]), e.f, g[h],
