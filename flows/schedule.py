"""Serves the flows with their schedules, until stopped: harvest every night, train and publish once a week."""

import sys
from collections.abc import Sequence

import click
from prefect import aserve, flow
from prefect.schedules import Cron

from flows.harvest import harvest
from flows.publish import publish_flow
from flows.train import train_flow
from kkharvest.core.settings import load_settings
from kkharvest.pipeline.plan import planned

__all__ = ["nightly_harvest", "serve"]

TIMEZONE = "Europe/Stockholm"
NIGHTLY = "30 1 * * *"
