a = b, *c = d, = e.f
g.h, i[j], (k, [l]) = m
n: int
o: 'p.Q' = r
s.t: u = v
w += x
y.z -= 1
(aa) = 1
bb: TypeAlias = 'cc.Dd'
