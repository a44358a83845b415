for a, *b in c, d:
    e
else: f
for g.h in i: break
for (j, k) in l: continue
while m: n
else: o
for p, in q: r
