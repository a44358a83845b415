def f(a: 'B["c.D"]', b: Literal['e.F'], c: Annotated['G', 'h.I'], d: 'not a type', e: '') -> "'j.K'": pass
cast('l.M', n)
T = TypeVar('T', bound='o.P')
