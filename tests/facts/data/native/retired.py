def old(a):
    '''Doc.'''
    import warnings
    warnings.warn('x', DeprecationWarning)
    return new(a)
