x = lambda a, b=c.d, *e, f=1, **g: (a, b.h, i)
m = lambda u: Make(u)
n = partial(Make, 1, k=2)
