-- Who signs in through an identity provider: the digest of issuer and subject, never the subject itself.
ALTER TABLE accounts ADD COLUMN subject_hash TEXT;

CREATE UNIQUE INDEX accounts_by_subject ON accounts (subject_hash) WHERE subject_hash IS NOT NULL;
