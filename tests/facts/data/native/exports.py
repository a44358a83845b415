__all__ = ['a', *b]
__all__ += ('c',)
__all__.append('d')
__all__.extend(['e'])
__all__.remove('a')
__all__ = __all__ + ['f'] + g.__all__
