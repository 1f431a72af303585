"""Maps that were drawn lately: the same scene on the same canvas is laid out once."""

from __future__ import annotations

from dashboard.services.recent_values import RecentValues
from linkage.drawing.layout.geometry import Canvas
from linkage.drawing.scene import Scene
from linkage.drawing.svg.svg import svg


class DrawnMaps:
    """Scenes as SVG text."""

    def __init__(self) -> None:
        self._pictures: RecentValues[tuple[Scene, Canvas], str] = RecentValues()

    def draw(self, scene: Scene, canvas: Canvas) -> str:
        """The SVG of a scene on a canvas."""
        return self._pictures.get_or_make((scene, canvas), lambda: svg(scene, canvas=canvas))
