"""Generated scenes, dataset building, and the road from training to a model card.

`demo`, `scenes` and everything they draw with need numpy, Pillow and OpenCV only. `dataset`,
`train`, `masks` and `export` need the extra `[train]`.
"""
