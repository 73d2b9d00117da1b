"""Cửa của danh mục thủ tục."""

from tests.walks.samples.base import BOTH, FINE, Sample

# --- the catalogue: one for the installation; its things are made by acts, so these doors are tried at what is not there
KEPT = "can-bo/danh-muc/"
PROCEDURE = Sample(lambda stage: {"code": "1.001193"})
NOT_THERE, NOT_THERE_TO_CHANGE = (
    Sample(lambda stage: {"pk": 999_999, "code": "1.001193"}, (method,), fine=FINE | {404})
    for method in ("GET", "POST")
)
CATALOGUE_PAGES: dict[str, Sample] = {
    KEPT: Sample(),
    f"{KEPT}thu-tuc-moi/": Sample(methods=BOTH),
    f"{KEPT}thu-tuc/<str:code>/": PROCEDURE,
    f"{KEPT}thu-tuc/<str:code>/sua/": Sample(PROCEDURE.params, BOTH),
    f"{KEPT}thu-tuc/<str:code>/quy-trinh/": PROCEDURE,
    f"{KEPT}thu-tuc/<str:code>/quy-trinh/tep.bpmn": PROCEDURE,
    f"{KEPT}thu-tuc/<str:code>/quy-trinh/chay-thu/": PROCEDURE,
    f"{KEPT}thu-tuc/<str:code>/quy-trinh/sua/": Sample(PROCEDURE.params, BOTH),
    f"{KEPT}thu-tuc/<str:code>/quy-trinh/bo-nhap/": Sample(PROCEDURE.params, ("POST",)),
    f"{KEPT}thu-tuc/<str:code>/quy-trinh/ban-hanh/": Sample(PROCEDURE.params, ("POST",), fine=FINE | {404}),  # no draft
    f"{KEPT}thieu/": Sample(),
    f"{KEPT}thieu/quy-trinh-chung/": Sample(methods=("POST",)),
    f"{KEPT}quyet-dinh/": Sample(),
    f"{KEPT}quyet-dinh/moi/": Sample(methods=BOTH),
    f"{KEPT}quyet-dinh/<int:pk>/": NOT_THERE,
    f"{KEPT}quyet-dinh/<int:pk>/sua/": NOT_THERE,
    f"{KEPT}quyet-dinh/<int:pk>/bai-bo/": NOT_THERE_TO_CHANGE,
    f"{KEPT}quyet-dinh/<int:pk>/bo-dong/<str:code>/": NOT_THERE_TO_CHANGE,
    f"{KEPT}quyet-dinh/<int:pk>/bo/": NOT_THERE_TO_CHANGE,
    f"{KEPT}quyet-dinh/<int:pk>/thi-hanh/": NOT_THERE_TO_CHANGE,
    f"{KEPT}nap/": Sample(methods=BOTH),
    f"{KEPT}nap/<int:pk>/": NOT_THERE,
    f"{KEPT}nap/<int:pk>/chon/": NOT_THERE_TO_CHANGE,
    f"{KEPT}nap/<int:pk>/duyet/": NOT_THERE_TO_CHANGE,
    f"{KEPT}nap/<int:pk>/bo/": NOT_THERE_TO_CHANGE,
    f"{KEPT}nap/<int:pk>/bao-cao.xlsx": NOT_THERE,
    f"{KEPT}giao/": Sample(),
    f"{KEPT}giao/thuc-hien/": Sample(methods=("POST",)),
    f"{KEPT}giao/<int:pk>/hoan-tac/": NOT_THERE_TO_CHANGE,
    f"{KEPT}ra-soat/": Sample(),
    f"{KEPT}ra-soat/mo/": Sample(methods=("POST",)),
    f"{KEPT}ra-soat/<int:pk>/": NOT_THERE,
    f"{KEPT}ra-soat/<int:pk>/dong/": NOT_THERE_TO_CHANGE,
    f"{KEPT}ra-soat/<int:pk>/bai-bo/": NOT_THERE_TO_CHANGE,
    f"{KEPT}ra-soat/<int:pk>/bang.xlsx": NOT_THERE,
    f"{KEPT}ra-soat/muc/<int:pk>/": NOT_THERE,
}
