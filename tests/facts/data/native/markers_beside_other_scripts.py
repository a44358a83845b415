class C:
    '''Deprecated — use `New` … or Other'''
