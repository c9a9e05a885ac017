"""Modules that are imported for what importing them does, such as registering or patching, and some that do nothing.

`x.*` stands for all that is below `x`.
"""

IMPORTED_FOR_EFFECT = (
    "ale_py",
    "antigravity",
    "cf_xarray",
    "cmocean",
    "colorcet",
    "cudf.pandas",
    "encodings.*",
    "eventlet",
    "gevent.monkey",
    "hdf5plugin",
    "hvplot.*",
    "ipympl",
    "janitor",
    "mpl_toolkits.mplot3d",
    "mpl_toolkits.mplot3d.*",
    "pillow_avif",
    "pillow_heif",
    "pint_pandas",
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
QUIET_LIBRARIES = frozenset(
    (
        "aiohttp attr attrs blinker bokeh boto3 botocore bs4 celery click cv2 dateutil django fastapi flask gensim"
        " httpx jax jinja2 joblib jwt keras lxml markdown markupsafe matplotlib networkx nltk numpy odoo openpyxl"
        " orjson packaging pandas peewee PIL plotly psutil psycopg psycopg2 pydantic pymongo pymysql pytest pytz redis"
        " requests rest_framework rich scipy scrapy simplejson six sklearn sqlalchemy starlette statsmodels sympy"
        " tensorflow toml torch torchvision tornado tortoise tqdm transformers typing_extensions ujson wagtail werkzeug"
        " yaml"
    ).split()
)
REGISTERING_MODULES = ("handlers", "models", "plugins", "registry", "signals", "tasks")
