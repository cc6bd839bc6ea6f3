"""The train step: seed texts and judgements to heads."""
