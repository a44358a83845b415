a = 'b.c' "d" r'\e' u'f'
g = b'h' rb'\i'
j = '\x41.\u0042.\U00000043\101\n\
k'
l = '''m
n'''
o = '\q'
