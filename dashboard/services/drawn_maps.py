"""Maps that were drawn lately: the same scene on the same canvas is laid out once."""

from __future__ import annotations

from functools import partial

from dashboard.services.recent_values import RecentValues
from linkage.drawing.account_map.account_scene import AccountScene
from linkage.drawing.account_map.account_svg import account_svg
from linkage.drawing.agency_matrix.matrix_scene import MatrixScene
from linkage.drawing.agency_matrix.matrix_svg import matrix_svg
from linkage.drawing.layout.geometry import COMPACT, WIDE, Canvas
from linkage.drawing.scene import Scene
from linkage.drawing.svg.svg import svg


class DrawnMaps:
    """Scenes as SVG text."""

    def __init__(self) -> None:
        self._pictures: RecentValues[tuple[Scene | AccountScene | MatrixScene, Canvas], str] = RecentValues(128)

    def draw(self, scene: Scene, canvas: Canvas) -> str:
        """The SVG of a scene on a canvas."""
        return self._pictures.get_or_make((scene, canvas), lambda: svg(scene, canvas=canvas))

    def draw_accounts(self, scene: AccountScene) -> list[str]:
        """The SVG of a picture of accounts, for a wide window and for a small one."""
        return [
            self._pictures.get_or_make((scene, canvas), partial(account_svg, scene, canvas=canvas))
            for canvas in (WIDE, COMPACT)
        ]

    def draw_matrix(self, scene: MatrixScene) -> list[str]:
        """The SVG of a matrix of agencies, for a wide window and for a small one."""
        return [
            self._pictures.get_or_make((scene, canvas), partial(matrix_svg, scene, canvas=canvas))
            for canvas in (WIDE, COMPACT)
        ]
