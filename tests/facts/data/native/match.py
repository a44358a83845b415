match a, *b:
    case 1 | -2 | 'c' | None | True: d
    case E.f if g: h
    case I(j, k=l): m
    case {'n': o, P.q: _, **r}: s
    case [t, *u] | (t, *u): v
    case w as x: y
    case (z): pass
    case [] | (): pass
    case aa, *_: pass
    case _: bb
match = 1
match.x
match(y)
match[z] = 1
case = type = _ = 2
