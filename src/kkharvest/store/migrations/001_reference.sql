-- What is known before any harvest: taxonomy and sources.

CREATE TABLE themes (
    slug TEXT PRIMARY KEY, name TEXT NOT NULL, name_en TEXT NOT NULL, definition TEXT NOT NULL,
    holds_all INTEGER NOT NULL DEFAULT 0, position INTEGER NOT NULL
);

CREATE TABLE areas (
    slug TEXT PRIMARY KEY, name TEXT NOT NULL, name_en TEXT NOT NULL, definition TEXT NOT NULL,
    position INTEGER NOT NULL
);

CREATE TABLE levels (
    slug TEXT PRIMARY KEY, name TEXT NOT NULL, name_en TEXT NOT NULL, definition TEXT NOT NULL,
    position INTEGER NOT NULL
);

CREATE TABLE municipalities (
    kommunkod TEXT PRIMARY KEY, name TEXT NOT NULL, county_code TEXT NOT NULL, county TEXT NOT NULL,
    region TEXT NOT NULL, is_city_2030 INTEGER NOT NULL
);

CREATE TABLE sources (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL,
    kommunkod TEXT REFERENCES municipalities(kommunkod),
    homepage_url TEXT NOT NULL, layout TEXT NOT NULL, is_enabled INTEGER NOT NULL, config_json TEXT NOT NULL
);
