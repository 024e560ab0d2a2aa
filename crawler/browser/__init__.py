"""The browser stage: stored pages replayed in Chromium, gatherers run on them."""
