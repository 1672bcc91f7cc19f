"""Has the linear algebra of NumPy and SciPy work in one thread: import before anything of theirs.

Our matrices are of three or four rows. OpenBLAS shares even those among threads, which then wait
for each other: fitting a model took seven times as long on two idle processors, and fifteen times
on busy ones, which is what the processors of an Odoo server with several workers are. The variable
is read when the libraries are loaded; it does not stay in the environment, and one that the
administrator has set is left alone. Where another add-on has loaded them before, nothing changes.
"""

import os

NAME = "OPENBLAS_NUM_THREADS"

if NAME not in os.environ:
    os.environ[NAME] = "1"
    try:
        import scipy.linalg  # noqa: F401
    finally:
        del os.environ[NAME]
