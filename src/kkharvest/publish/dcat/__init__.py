"""DCAT-AP-SE 3.0.1, the Swedish profile for catalogues of open data: our catalogue, and a validator for anybody's.

::

    profile     the profile's rules as data (data/profile.json, made by `convert` from the description DIGG publishes)
    reading     a file as a graph                    check       the graph against the rules
    harvesting  and against the national portal's terms of harvest
    finding     what was found, in Swedish and English, with the address of the rule
    catalogue   the catalogue of a release

The description of the profile and the terms are DIGG's (Myndigheten för digital förvaltning), CC BY 4.0.
"""

from kkharvest.publish.dcat.catalogue import catalogue_graph, to_rdfxml, to_turtle
from kkharvest.publish.dcat.check import check_catalogue, check_graph
from kkharvest.publish.dcat.finding import Finding, Level

__all__ = ["Finding", "Level", "catalogue_graph", "check_catalogue", "check_graph", "to_rdfxml", "to_turtle"]
