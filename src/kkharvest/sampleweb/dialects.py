"""How each page system writes headings, boxes, accordions and tables inside its main text."""

from collections.abc import Mapping

from kkharvest.sampleweb.content import System
from kkharvest.sampleweb.markup import Dialect

__all__ = ["DIALECTS"]

_SITEVISION = Dialect(
    paragraph="normal",
    headings={2: "subheading", 3: "subheading2"},
    table=(
        '<div class="sv-responsiveTable"><table class="sv-responsive-table normal" border="1" cellspacing="0">'
        "{rows}</table></div>"
    ),
    anchors="camel",
    wrap=(
        '<div class="sv-text-portlet sv-use-margins"><div id="Innehall"><!-- Innehåll --></div>'
        '<div class="sv-text-portlet-content">{body}</div></div>'
    ),
    boxes={
        "fact": (
            '<div class="sv-vertical sv-layout sv-skip-spacer faktaruta"><div class="sv-text-portlet sv-use-margins">'
            '<div class="sv-text-portlet-content"><h2 class="subheading2" id="{id}">{title}</h2>'
            "{body}</div></div></div>"
        ),
        "accordion": (
            '<div class="sv-vertical sv-layout env-collapse-accordion__item"><h2 class="env-accordion__heading">'
            '<button class="env-accordion__button" aria-expanded="false" aria-controls="{id}">{title}</button></h2>'
            '<div class="env-collapse" id="{id}"><div class="sv-text-portlet-content">{body}</div></div></div>'
        ),
        "quote": (
            '<div class="sv-text-portlet citat"><div class="sv-text-portlet-content">'
            '<blockquote class="env-blockquote">{body}<footer class="env-blockquote__footer">{title}</footer>'
            "</blockquote></div></div>"
        ),
        "button": (
            '<div class="sv-custom-module sv-marketplace-sitevision-button">'
            '<a class="env-button env-button--primary" href="{body}">{title}</a></div>'
        ),
    },
    group='<div class="sv-vertical sv-layout env-accordion">{panels}</div>',
)

_MUNICIPIO = Dialect(
    paragraph="",
    headings={2: "c-typography c-typography__variant--h2", 3: "c-typography c-typography__variant--h3"},
    table='<div class="c-table o-table"><table class="c-table__table">{rows}</table></div>',
    anchors="slug",
    boxes={
        "fact": (
            '<aside class="c-card c-card--panel mod-text" data-module="mod-text"><div class="c-card__header">'
            '<h2 class="c-typography c-card__heading">{title}</h2></div>'
            '<div class="c-card__body u-padding--2">{body}</div></aside>'
        ),
        "accordion": (
            '<div class="c-accordion__section"><button class="c-accordion__button" aria-expanded="false" '
            'aria-controls="{id}"><span class="c-accordion__button-wrapper">{title}'
            '<i class="c-icon c-icon--expand-more" aria-hidden="true"></i></span></button>'
            '<div class="c-accordion__content" id="{id}" aria-hidden="true">{body}</div></div>'
        ),
        "quote": '<figure class="c-quote"><blockquote>{body}</blockquote><figcaption>{title}</figcaption></figure>',
        "button": (
            '<a class="c-button c-button__filled c-button__filled--primary" href="{body}">'
            '<span class="c-button__label"><span class="c-button__label-text">{title}</span></span></a>'
        ),
    },
    group='<div class="c-accordion c-accordion--spaced mod-manualinput" js-expand-container>{panels}</div>',
)

_WORDPRESS = Dialect(
    headings={2: "wp-block-heading", 3: "wp-block-heading"},
    lists="wp-block-list",
    table='<figure class="wp-block-table"><table class="has-fixed-layout">{rows}</table></figure>',
    anchors="h-slug",
    boxes={
        "fact": (
            '<div class="wp-block-group has-background is-layout-constrained fakta">'
            '<h3 class="wp-block-heading">{title}</h3>{body}</div>'
        ),
        "accordion": '<details class="wp-block-details" id="{id}"><summary>{title}</summary>{body}</details>',
        "quote": '<blockquote class="wp-block-quote">{body}<cite>{title}</cite></blockquote>',
        "button": (
            '<div class="wp-block-buttons is-layout-flex"><div class="wp-block-button">'
            '<a class="wp-block-button__link wp-element-button" href="{body}">{title}</a></div></div>'
        ),
    },
)

_OPTIMIZELY = Dialect(
    table='<div class="table-wrapper" tabindex="0"><table>{rows}</table></div>',
    boxes={
        "fact": (
            '<div class="block editorialblock col-12"><section class="fact-box">'
            '<h2 class="fact-box__heading">{title}</h2>'
            '<div class="fact-box__body">{body}</div></section></div>'
        ),
        "accordion": (
            '<div class="block accordionblock"><div class="accordion-item"><h2 class="accordion-item__heading">'
            '<button type="button" class="accordion-item__trigger" aria-expanded="false" data-accordion-trigger>'
            '{title}</button></h2><div class="accordion-item__panel" hidden>{body}</div></div></div>'
        ),
        "quote": (
            '<div class="block quoteblock"><blockquote class="quote">{body}'
            '<p class="quote__source">{title}</p></blockquote></div>'
        ),
        "button": '<p><a class="button button--cta" href="{body}">{title}</a></p>',
    },
    group='<div class="accordion" data-accordion>{panels}</div>',
)

_DRUPAL = Dialect(
    table='<div class="table-responsive-wrapper"><table class="table">{rows}</table></div>',
    wrap=(
        '<div class="paragraph paragraph--type--text paragraph--view-mode--default"><div class="clearfix '
        'text-formatted field field--name-field-text field--type-text-long field--label-hidden field__item">'
        "{body}</div></div>"
    ),
    boxes={
        "fact": (
            '<div class="paragraph paragraph--type--factbox"><div class="field field--name-field-heading">{title}</div>'
            '<div class="field field--name-field-text text-formatted">{body}</div></div>'
        ),
        "accordion": (
            '<details class="paragraph paragraph--type--accordion-item js-form-wrapper"><summary role="button" '
            'aria-expanded="false">{title}</summary><div class="details-wrapper">'
            '<div class="field field--name-field-text text-formatted">{body}</div></div></details>'
        ),
        "quote": (
            '<div class="paragraph paragraph--type--quote"><blockquote>{body}'
            '<div class="field field--name-field-source">{title}</div></blockquote></div>'
        ),
        "button": (
            '<div class="paragraph paragraph--type--link"><a class="btn btn-primary" href="{body}">{title}</a></div>'
        ),
    },
    group='<div class="paragraph paragraph--type--accordion">{panels}</div>',
)

_UMBRACO = Dialect(
    table='<table class="table table-striped">{rows}</table>',
    wrap='<div class="umb-block-grid__layout-item" data-content-element-type-alias="richText">{body}</div>',
    boxes={
        "fact": (
            '<div class="umb-block-grid__layout-item" data-content-element-type-alias="factBox">'
            '<div class="card bg-light"><div class="card-body"><h3 class="card-title">{title}</h3>{body}</div></div>'
            "</div>"
        ),
        "accordion": (
            '<div class="accordion-item"><h3 class="accordion-header"><button class="accordion-button collapsed" '
            'type="button" data-bs-toggle="collapse" aria-expanded="false">{title}</button></h3>'
            '<div class="accordion-collapse collapse"><div class="accordion-body">{body}</div></div></div>'
        ),
        "quote": (
            '<figure class="text-center quote"><blockquote class="blockquote">{body}</blockquote>'
            '<figcaption class="blockquote-footer">{title}</figcaption></figure>'
        ),
        "button": '<a class="btn btn-primary" href="{body}">{title}</a>',
    },
    group='<div class="accordion" data-content-element-type-alias="accordion">{panels}</div>',
)

_MYNEWSDESK = Dialect(
    boxes={
        "fact": "<p><strong>{title}</strong></p>{body}",
        "accordion": "<h3>{title}</h3>{body}",
        "quote": "<blockquote>{body}<p>{title}</p></blockquote>",
        "button": '<p><a href="{body}" rel="nofollow">{title}</a></p>',
    },
)

_CISION = Dialect(
    paragraph="ncr-p",
    table='<table class="tableizer-table" cellspacing="0" border="0">{rows}</table>',
    boxes={
        "fact": '<p class="ncr-p"><strong>{title}</strong></p>{body}',
        "accordion": '<p class="ncr-p"><strong>{title}</strong></p>{body}',
        "quote": "<blockquote>{body}<em>{title}</em></blockquote>",
        "button": '<p class="ncr-p"><a href="{body}" target="_blank" rel="noopener">{title}</a></p>',
    },
)

_LEGACY = Dialect(
    paragraph="brodtext",
    headings={2: "mellanrubrik", 3: "liten-rubrik"},
    table='<table width="100%" border="1" cellpadding="3" cellspacing="0">{rows}</table>',
    anchors="name",
    boxes={
        "fact": (
            '<table width="220" align="right" bgcolor="#e8eef0" cellpadding="6"><tr><td><b>{title}</b>{body}</td></tr>'
            "</table>"
        ),
        "accordion": "<h3>{title}</h3>{body}",
        "quote": "<blockquote><i>{body}</i>{title}</blockquote>",
        "button": '<p class="brodtext"><a href="{body}"><b>{title} &gt;&gt;</b></a></p>',
    },
)

DIALECTS: Mapping[System, Dialect] = {
    "sitevision": _SITEVISION,
    "municipio": _MUNICIPIO,
    "wordpress": _WORDPRESS,
    "optimizely": _OPTIMIZELY,
    "drupal": _DRUPAL,
    "umbraco": _UMBRACO,
    "mynewsdesk": _MYNEWSDESK,
    "cision": _CISION,
    "legacy": _LEGACY,
}
