@dataclass
class A(B, metaclass=C, k='d'):
    x: int = field(default=1)
    y = z = 2
    def __init__(self, a, *, b=3):
        self.c: int = a
        self.d, self.e = b, {}
    @property
    def f(self): return self.c
    @staticmethod
    def g(h): raise NotImplementedError
    async def i(self): ...
