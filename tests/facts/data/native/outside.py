import sys, a
a.b = 1
setattr(a, 'c', 2)
sys.modules['d.e'] = f
vars(a)['g'] = 1
a.__dict__.update(h=1)
g = vars(a)
g['i'] = 1
hasattr(a.j, 'k')
mock.patch('l.m', create=True)
mock.patch.dict(sys.modules, {'n.o': p})
m = sys.modules['q.r']
m.s = 1
globals()['t'] = 1
lazy.attach(__name__)
del a.u
