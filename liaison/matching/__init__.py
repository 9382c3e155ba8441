"""The matching engine: ranks offers for needs across Chinese and English, in plain Python and NumPy.

It knows neither Django nor the database: frozen dataclasses go in and come out. ``engine`` is the way in,
``python -m liaison.matching --help`` the command line, docs/matching.md the explanation.
"""
