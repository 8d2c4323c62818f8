"""Workbooks as districts send them, with the answer a right import comes to. Nothing here imports banyan.

generator.generate(seed, folder) writes ten dirty files; others.write_all(folder) smaller ones in further shapes;
compare says where a result differs from its answer; dirt.DIRT names what can be left out.
"""
