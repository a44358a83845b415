if (a := b.c) and d: a
while chunk := f(): pass
[y for x in z if (y := x)]
f(k := 1)
x[k := 1]
