@a.b(c)
@d
async def f(a, /, b: int = 1, *c: 'X', d=2, **e: e.F) -> 'g.H[int]':
    await a.b
    async with c as d, e.f(): pass
    async for x in y: z
    return [q async for q in r]
