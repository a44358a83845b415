a = [b for c, *d in e if f if g for h in c]
i = {j: k for j in l}
m = {n for n in o}
p(q.r for q in s)
t = (u for u in (v, w))
