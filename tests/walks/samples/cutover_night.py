"""Cửa của đêm chuyển: planners do, the province's readers look on."""

from tests.walks.samples.base import FINE, Sample
from tests.walks.samples.cutover import ONE, plan_code, sees_the_plan

READ = Sample(plan_code, sees=sees_the_plan)
ACT = Sample(plan_code, ("POST",), sees=sees_the_plan, fine=FINE | {404})
NIGHT_PAGES: dict[str, Sample] = {
    f"{ONE}dien-tap/": READ,
    f"{ONE}dien-tap/<int:number>/": Sample(
        lambda stage: plan_code(stage) | {"number": 999_999}, sees=sees_the_plan, fine=frozenset({404})
    ),
    f"{ONE}dien-tap/<int:number>/ky/": Sample(
        lambda stage: plan_code(stage) | {"number": 999_999}, ("POST",), sees=sees_the_plan, fine=frozenset({404})
    ),
    f"{ONE}san-sang/": READ,
    f"{ONE}san-sang/mien/<slug:line>/": Sample(
        lambda stage: plan_code(stage) | {"line": "backup"}, ("POST",), sees=sees_the_plan
    ),
    f"{ONE}san-sang/chuyen/": ACT,
    f"{ONE}chuyen/": READ,
    f"{ONE}chuyen/tam-dung/": ACT,
    f"{ONE}chuyen/chuyen-tiep/": ACT,
    f"{ONE}kiem-tra-lai/": READ,
    f"{ONE}kiem-tra-lai/chay/": ACT,
    f"{ONE}quay-lai/": READ,
    f"{ONE}quay-lai/chay/": ACT,
}
