"""The packages whose duplicates were judged, draw by draw, and how those of the last draws were chosen.

    python -m bench.duplicate_draws

prints the order in which the packages of the two frames come. They were written from memory of what is large and known, before any of it was looked at for duplicates, and packages that a page
of ours names were left out. A draw takes whole rows, so that nobody chooses.
"""

import random
import sys

from bench.corpus import Part

PARTS = (
    Part("ansible-core", "2.19.14", is_wheel=True),
    Part("buildbot", "4.3.0", is_wheel=True),
    Part("distributed", "2026.8.0", is_wheel=True),
    Part("great-expectations", "1.24.1", is_wheel=True),
    Part("kombu", "5.7.0", is_wheel=True),
    Part("langchain-classic", "1.0.8", is_wheel=True),
    Part("mlflow", "3.18.0", is_wheel=True),
    Part("nova", "34.0.0", is_wheel=True),
    Part("prefect", "3.9.1", is_wheel=True),
    Part("pymongo", "4.20.1", is_wheel=True),
    Part("redis", "8.1.0", is_wheel=True),
    Part("wagtail", "8.0.1", is_wheel=True),
    Part("websockets", "17.4", is_wheel=True),
    # the second draw: asked for after the first thirteen had been judged and the rules changed
    Part("beets", "2.14.1", is_wheel=True),
    Part("cinder", "29.0.0", is_wheel=True),
    Part("dagster", "1.13.29", is_wheel=True),
    Part("dbt-core", "1.12.6", is_wheel=True),
    Part("elasticsearch", "9.5.1", is_wheel=True),
    Part("haystack-ai", "3.4.1", is_wheel=True),
    # the third: after these
    Part("apache-airflow-core", "3.3.2", is_wheel=True),
    Part("keystone", "30.0.0", is_wheel=True),
    Part("litellm", "1.110.2", is_wheel=True),
    Part("neutron", "29.0.0", is_wheel=True),
    Part("nltk", "3.10.4", is_wheel=True),
    Part("zenml", "0.98.0", is_wheel=True),
    # the fourth
    Part("apache-superset", "6.1.0", is_wheel=True),
    Part("bokeh", "3.10.2", is_wheel=True),
    Part("discord.py", "2.7.1", is_wheel=True),
    Part("dvc", "3.67.1", is_wheel=True),
    Part("ironic", "39.0.0", is_wheel=True),
    # the fifth, after the last change of the rules
    Part("glance", "33.0.0", is_wheel=True),
    Part("manila", "23.0.1", is_wheel=True),
    Part("mitmproxy", "12.3.1", is_wheel=True),
    Part("openai", "3.57.0", is_wheel=True),
    # the fresh draw: chosen before any of them was looked at, after the rules as they then were
    Part("apache-beam", "2.77.0", is_wheel=True),
    Part("awscli", "1.46.2", is_wheel=True),
    Part("checkov", "3.3.30", is_wheel=True),
    Part("designate", "23.0.0", is_wheel=True),
    Part("diffusers", "0.42.1", is_wheel=True),
    Part("django-cms", "5.1.3", is_wheel=True),
    Part("feast", "0.67.0", is_wheel=True),
    Part("freqtrade", "2026.9", is_wheel=True),
    Part("kedro", "1.7.0", is_wheel=True),
    Part("localstack-core", "2026.3.0", is_wheel=True),
    Part("metaflow", "2.19.39", is_wheel=True),
    Part("moto", "5.2.5", is_wheel=True),
    Part("octavia", "19.0.0", is_wheel=True),
    Part("pretix", "2026.8.0", is_wheel=True),
    Part("pydicom", "3.0.2", is_wheel=True),
    Part("scapy", "2.8.0", is_wheel=True),
    Part("sentry-sdk", "2.75.0", is_wheel=True),
    Part("spyder", "6.1.8", is_wheel=True),
    Part("weblate", "2026.10.1", is_wheel=True),
    # after the changes that the fresh draw led to; named before any of them was looked at, too
    Part("barbican", "23.0.0", is_wheel=True),
    Part("jupyter-server", "2.21.1", is_wheel=True),
    Part("llama-index-core", "0.14.25", is_wheel=True),
    Part("matrix-synapse", "1.163.2", is_wheel=True),
    Part("pulpcore", "3.123.1", is_wheel=True),
    Part("trove", "26.0.0", is_wheel=True),
    # the sixth: row 1 of the frame; of kivy there is no wheel
    Part("manim", "0.22.0", is_wheel=True),
    Part("pelican", "4.12.0", is_wheel=True),
    Part("opensearch-py", "3.2.0", is_wheel=True),
    Part("meson", "1.12.1", is_wheel=True),
    Part("pyvista", "0.49.1", is_wheel=True),
    Part("ase", "3.29.0", is_wheel=True),
    Part("zope.interface", "8.7", is_wheel=True),
    Part("streamlit", "1.67.0", is_wheel=True),
    Part("langchain-core", "1.8.4", is_wheel=True),
    Part("panel", "1.10.0", is_wheel=True),
    Part("keras", "3.15.1", is_wheel=True),
    Part("dash", "4.4.1", is_wheel=True),
    Part("chromadb", "1.5.9", is_wheel=True),
    Part("kfp", "2.17.3", is_wheel=True),
    Part("mkdocs", "1.6.1", is_wheel=True),
    # the seventh: row 2
    Part("unstructured", "0.18.32", is_wheel=True),
    Part("aiogram", "3.31.0", is_wheel=True),
    Part("sqlmesh", "0.236.4", is_wheel=True),
    Part("ultralytics", "8.4.190", is_wheel=True),
    Part("optimum", "2.3.0", is_wheel=True),
    Part("ibis-framework", "12.0.0", is_wheel=True),
    Part("openstacksdk", "4.22.0", is_wheel=True),
    Part("pymatgen", "2026.10.24", is_wheel=True),
    Part("kinto", "26.5.0", is_wheel=True),
    Part("rally", "5.1.1", is_wheel=True),
    Part("nbconvert", "7.17.2", is_wheel=True),
    Part("nikola", "8.3.3", is_wheel=True),
    Part("poetry", "2.5.1", is_wheel=True),
    Part("monai", "1.6.1", is_wheel=True),
    Part("arcade", "3.3.3", is_wheel=True),
    Part("snowflake-snowpark-python", "1.56.0", is_wheel=True),
    # the eighth: rows 3 and 4
    Part("peewee", "4.5.3", is_wheel=True),
    Part("wandb", "0.31.0", is_wheel=True),
    Part("tempest", "47.0.0", is_wheel=True),
    Part("qiskit", "2.6.2", is_wheel=True),
    Part("botorch", "0.18.1", is_wheel=True),
    Part("coverage", "7.17.5", is_wheel=True),
    Part("ipywidgets", "8.1.9", is_wheel=True),
    Part("gluonts", "0.17.0", is_wheel=True),
    Part("locust", "2.47.0", is_wheel=True),
    Part("modin", "0.37.1", is_wheel=True),
    Part("peft", "0.21.2", is_wheel=True),
    Part("lightning", "2.6.6", is_wheel=True),
    Part("pdm", "2.29.4", is_wheel=True),
    Part("django-allauth", "65.22.1", is_wheel=True),
    Part("fsspec", "2026.9.0", is_wheel=True),
    Part("web3", "8.0.0", is_wheel=True),
    Part("sktime", "1.2.0", is_wheel=True),
    Part("sunpy", "8.0.1", is_wheel=True),
    Part("mongoengine", "0.29.3", is_wheel=True),
    Part("jupyterlab", "4.6.6", is_wheel=True),
    Part("gradio", "6.31.0", is_wheel=True),
    Part("weaviate-client", "4.24.1", is_wheel=True),
    Part("yt", "4.4.3", is_wheel=True),
    Part("impacket", "0.13.1", is_wheel=True),
    Part("aws-sam-cli", "1.170.0", is_wheel=True),
    Part("cfn-lint", "1.58.0", is_wheel=True),
    Part("volatility3", "2.28.2", is_wheel=True),
    Part("optuna", "5.0.0", is_wheel=True),
    Part("torchvision", "0.29.1", is_wheel=True),
    Part("pycaret", "3.3.2", is_wheel=True),
    Part("accelerate", "1.15.0", is_wheel=True),
    Part("autogen-agentchat", "0.7.5", is_wheel=True),
    # the ninth: rows 5 to 7
    Part("docker", "7.2.0", is_wheel=True),
    Part("django-oscar", "4.2.1", is_wheel=True),
    Part("djangorestframework", "3.18.3", is_wheel=True),
    Part("flask-appbuilder", "5.3.0", is_wheel=True),
    Part("altair", "6.3.0", is_wheel=True),
    Part("cassandra-driver", "3.30.1", is_wheel=True),
    Part("clearml", "2.1.12", is_wheel=True),
    Part("speechbrain", "1.1.2", is_wheel=True),
    Part("heat", "1.9.0", is_wheel=True),
    Part("geopandas", "1.2.0", is_wheel=True),
    Part("esphome", "2026.10.0", is_wheel=True),
    Part("datasets", "5.2.0", is_wheel=True),
    Part("pwntools", "4.15.0", is_wheel=True),
    Part("tortoise-orm", "1.1.9", is_wheel=True),
    Part("slack-sdk", "3.48.0", is_wheel=True),
    Part("aodh", "23.0.0", is_wheel=True),
    Part("dspy", "3.4.1", is_wheel=True),
    Part("toga-core", "0.5.7", is_wheel=True),
    Part("snowflake-connector-python", "5.2.0", is_wheel=True),
    Part("beanie", "2.0.0", is_wheel=True),
    Part("kornia", "0.9.0", is_wheel=True),
    Part("mlrun", "1.5.2", is_wheel=True),
    Part("napari", "0.9.2", is_wheel=True),
    Part("semantic-kernel", "1.45.0", is_wheel=True),
    Part("behave", "1.3.3", is_wheel=True),
    Part("langgraph", "1.2.24", is_wheel=True),
    Part("robotframework", "7.5", is_wheel=True),
    Part("zigpy", "2.4.0", is_wheel=True),
    Part("pennylane", "0.45.1", is_wheel=True),
    Part("sqlglot", "30.30.0", is_wheel=True),
    Part("deepspeed", "0.3.1.dev5", is_wheel=True),
    Part("dipy", "1.12.1", is_wheel=True),
    Part("swift", "2.38.3", is_wheel=True),
    Part("magnum", "23.0.0", is_wheel=True),
    Part("oslo.messaging", "18.3.1", is_wheel=True),
    Part("mistral", "23.0.0", is_wheel=True),
    Part("holoviews", "1.23.2", is_wheel=True),
    Part("ceilometer", "27.0.0", is_wheel=True),
    Part("biopython", "1.88", is_wheel=True),
    Part("azure-cli-core", "2.91.0", is_wheel=True),
    Part("telethon", "1.45.0", is_wheel=True),
    Part("langchain-community", "0.4.2", is_wheel=True),
    Part("angr", "10.0.5", is_wheel=True),
    Part("conan", "2.34.0", is_wheel=True),
    Part("horizon", "27.0.0", is_wheel=True),
    Part("bentoml", "1.4.40", is_wheel=True),
    # the tenth: row 8, and row 1 and 2 of the second frame
    Part("timm", "1.0.31", is_wheel=True),
    Part("plone.app.content", "5.0.1", is_wheel=True),
    Part("pyqtgraph", "0.14.0", is_wheel=True),
    Part("flair", "0.15.1", is_wheel=True),
    Part("cirq-core", "1.7.0", is_wheel=True),
    Part("zun", "18.0.0", is_wheel=True),
    Part("trl", "1.16.0", is_wheel=True),
    Part("spacy", "3.8.18", is_wheel=True),
    Part("sqlfluff", "4.5.0", is_wheel=True),
    Part("pyro-ppl", "1.9.2", is_wheel=True),
    Part("sagemaker", "3.27.0", is_wheel=True),
    Part("vispy", "0.17.0", is_wheel=True),
    Part("snakemake", "9.27.1", is_wheel=True),
    Part("openai-agents", "0.24.0", is_wheel=True),
    Part("scanpy", "1.12.4", is_wheel=True),
    Part("cobra", "0.32.1", is_wheel=True),
    Part("dagster-graphql", "1.13.29", is_wheel=True),
    Part("pywikibot", "11.9.0", is_wheel=True),
    Part("trimesh", "5.2.0", is_wheel=True),
    Part("invoke", "3.0.3", is_wheel=True),
    Part("crewai-tools", "0.0.1", is_wheel=True),
    Part("supervisor", "4.3.0", is_wheel=True),
    Part("fairlearn", "0.15.0", is_wheel=True),
    Part("cartopy", "0.26.0", is_wheel=True),
    Part("embedchain", "0.0.73", is_wheel=True),
    Part("llama-index", "0.14.25", is_wheel=True),
    Part("esrally", "2.12.0", is_wheel=True),
    Part("construct", "2.10.70", is_wheel=True),
    Part("psycopg", "3.3.9", is_wheel=True),
    Part("apache-airflow-providers-cncf-kubernetes", "10.25.0", is_wheel=True),
    Part("falcon", "4.4.0", is_wheel=True),
    Part("edx-django-utils", "8.1.0", is_wheel=True),
    Part("pymodbus", "3.16.1", is_wheel=True),
    Part("moviepy", "2.2.1", is_wheel=True),
    Part("bandit", "1.9.4", is_wheel=True),
    Part("rasa", "1.10.2", is_wheel=True),
    Part("mage-ai", "0.9.80", is_wheel=True),
    Part("dagster-aws", "0.29.27", is_wheel=True),
    Part("watcher", "0.4.1", is_wheel=True),
    Part("jupyterhub", "6.1.1", is_wheel=True),
    Part("masakari", "22.0.0", is_wheel=True),
    Part("sahara", "19.0.0", is_wheel=True),
    Part("nipype", "1.12.0", is_wheel=True),
    # the eleventh: rows 3 and 4 of the second frame
    Part("fastapi", "0.165.0", is_wheel=True),
    Part("xarray", "2026.9.0", is_wheel=True),
    Part("cloudkitty", "25.0.0", is_wheel=True),
    Part("google-adk", "2.13.0", is_wheel=True),
    Part("mindsdb", "1.3.1", is_wheel=True),
    Part("murano", "16.0.0", is_wheel=True),
    Part("autobahn", "26.10.2", is_wheel=True),
    Part("vitrage", "15.0.1", is_wheel=True),
    Part("torchmetrics", "1.9.0", is_wheel=True),
    Part("toil", "9.6.0", is_wheel=True),
    Part("mne", "1.13.2", is_wheel=True),
    Part("blazar", "18.0.0", is_wheel=True),
    Part("python-telegram-bot", "22.8", is_wheel=True),
    Part("interpret-core", "0.7.8", is_wheel=True),
    Part("kedro-datasets", "9.6.0", is_wheel=True),
    Part("zeep", "4.3.3", is_wheel=True),
    Part("python-openstackclient", "10.5.0", is_wheel=True),
    Part("girder", "5.0.21", is_wheel=True),
    Part("meltano", "4.4.1", is_wheel=True),
    Part("flask-admin", "2.2.1", is_wheel=True),
    Part("praw", "8.0.3", is_wheel=True),
    Part("tacker", "16.0.0", is_wheel=True),
    Part("uvicorn", "0.54.0", is_wheel=True),
    Part("apache-airflow-providers-amazon", "9.39.0", is_wheel=True),
    Part("nilearn", "0.14.1", is_wheel=True),
    Part("qutip", "5.3.1", is_wheel=True),
    Part("crossbar", "26.10.1", is_wheel=True),
    Part("patroni", "4.1.5", is_wheel=True),
    Part("prowler", "3.11.3", is_wheel=True),
    Part("channels", "4.3.2", is_wheel=True),
    Part("apache-airflow-providers-google", "22.8.0", is_wheel=True),
    Part("python-novaclient", "18.13.1", is_wheel=True),
)
FRAME = """
accelerate aiogram altair angr aodh arcade ase autogen-agentchat aws-sam-cli azure-cli-core beanie behave bentoml
biopython botorch cassandra-driver ceilometer cfn-lint chromadb cirq-core clearml conan coverage dash datasets
deepspeed dipy django-allauth django-oscar djangorestframework docker dspy esphome flair flask-appbuilder fsspec
geopandas gluonts gradio heat holoviews horizon hummingbot ibis-framework impacket ipywidgets jupyterlab keras kfp
kinto kivy kornia langchain-community langchain-core langgraph lightning locust magnum manim meson mistral mkdocs
mlrun modin monai mongoengine napari nbconvert nikola opensearch-py openstacksdk optimum optuna orange3 oslo.messaging
panel pdm peewee peft pelican pennylane plone.app.content poetry pwntools pycaret pymatgen pyqtgraph pyro-ppl pyvista
qiskit rally robotframework sagemaker semantic-kernel sktime slack-sdk snowflake-connector-python
snowflake-snowpark-python spacy speechbrain sqlfluff sqlglot sqlmesh streamlit sunpy swift telethon tempest timm
toga-core torchvision tortoise-orm trl ultralytics unstructured vispy volatility3 wandb weaviate-client web3 yt zigpy
zope.interface zun
"""
SECOND_FRAME = """
agno ansible-runner apache-airflow-providers-amazon apache-airflow-providers-cncf-kubernetes
apache-airflow-providers-google autobahn bandit blazar cartopy channels cloudkitty cobra construct crewai-tools
crossbar dagster-aws dagster-graphql docplex edx-django-utils embedchain esrally evennia fairlearn faker falcon
fastapi flask-admin flower girder google-adk hydra-core interpret-core invoke jupyterhub kedro-datasets llama-index
lmfit mage-ai masakari meltano mindsdb mne moviepy murano nilearn nipype openai-agents parsl patroni praw prowler
psycopg pymodbus pysnmp python-novaclient python-openstackclient python-telegram-bot pywikibot qutip rasa ray
reportlab sahara scanpy schema-salad senlin snakemake stem supervisor tacker toil torchmetrics trimesh uvicorn vitrage
watcher xarray yellowbrick zeep
"""
ROW = 16


def rows(frame: str, seed: int) -> list[list[str]]:
    """A frame in an order that nobody chose, in rows of 16 names."""
    names = sorted(frame.split())
    random.Random(seed).shuffle(names)  # noqa: S311  the same order on every machine is what is wanted
    return [names[start : start + ROW] for start in range(0, len(names), ROW)]


def main() -> int:
    """Print the rows."""
    for frame, seed in ((FRAME, 20), (SECOND_FRAME, 21)):
        for number, names in enumerate(rows(frame, seed), 1):
            print(number, *names)
    return 0


if __name__ == "__main__":
    sys.exit(main())
