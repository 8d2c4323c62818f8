"""Press releases and communiques nobody has built for, with what is true and what is wrong in them. No banyan here.

build.write_all(folder) writes the written ones (sources/), draw.drawn(seed) draws others, score.score_all scores
`banyan figures check` on either.
"""
