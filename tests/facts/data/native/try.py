try:
    a
except (B, c.D) as e:
    f
except G: h
else:
    i
finally:
    j
try: k
except* L as m: n
try: o
finally: p
