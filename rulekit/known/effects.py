"""Modules that are imported for what importing them does: registering, patching, switching on.

`x.*` stands for all that is below `x`.
"""

IMPORTED_FOR_EFFECT = (
    "antigravity",
    "cf_xarray",
    "cudf.pandas",
    "encodings.*",
    "eventlet",
    "gevent.monkey",
    "hvplot.*",
    "ipympl",
    "janitor",
    "mpl_toolkits.mplot3d",
    "mpl_toolkits.mplot3d.*",
    "pybullet_envs",
    "pyximport",
    "readline",
    "rioxarray",
    "rlcompleter",
    "scienceplots",
    "setuptools",
    "sklearn.experimental.*",
    "swifter",
    "tensorflow_text",
    "this",
    "torch_xla",
    "torch_xla.*",
)
REGISTERING_MODULES = ("handlers", "models", "plugins", "registry", "signals", "tasks")
