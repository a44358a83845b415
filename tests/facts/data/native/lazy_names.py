def __getattr__(name):
    'Doc.'
    if name == 'a':
        return b
    if name in {'c', 'd'}: return e
    raise AttributeError(name)
