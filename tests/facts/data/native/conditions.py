if a == b != c in d not in e is f is not g: pass
elif not h or i and j: k
elif l: m
else: n
x = o if p else q if r else s
