"""The main job as its people do it, in one product, in order: Ling trains, Marco looks, Aisha publishes, Dana watches.

Each test goes on where the one before ended.
"""

import io
import json
import re
import zipfile
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.course import COURSE, LAB, PROMPT_LAB, pass_quiz, quiz, tick
from tests.product import Product

TRAINING_MS = 600_000  # a slow machine takes its time
RUN_ADDRESS = re.compile(r"/runs/[0-9a-f-]+/$")
WATCH_POINTS = """
window.seen = [];
new MutationObserver(() => {
  const seq = Number(document.getElementById("run_live")?.dataset.seq ?? 0);
  if (seq) window.seen.push(seq);
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-seq"] });
"""


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """What one step of the journey hands to the next."""
    return {}


def until_drawn(page: Page, seq: int) -> None:
    """Return once the page has drawn more than `seq` (below 20) events."""
    beyond = re.compile("^(" + "|".join(str(n) for n in range(seq + 1, 20)) + r"|[2-9]\d|\d{3,})$")
    expect(page.locator("#run_live")).to_have_attribute("data-seq", beyond, timeout=TRAINING_MS)


def until_ended(page: Page) -> None:
    page.wait_for_selector("#run_live[data-ended=yes]", state="attached", timeout=TRAINING_MS)


def test_ling_finds_her_next_step_and_starts_the_course(visit: Visit):
    page = visit("learner")
    expect(page.locator(".next h2, .next h1").first).to_contain_text("Fine-tune your first classifier")
    page.locator(".next .btn.primary").first.click()
    if page.get_by_role("button", name="Start").count():
        page.get_by_role("button", name="Start").click()
    expect(page.locator("h1")).to_contain_text("What training does")


def test_a_lesson_shows_formula_diagram_code_and_note(visit: Visit):
    page = visit("learner", "/courses/first-classifier/what-training-does/")
    expect(page.locator("math").first).to_be_visible()
    expect(page.locator('.prose [role="img"]:visible').first).to_be_visible()
    expect(page.locator(".prose pre .k, .prose pre .kn").first).to_be_visible()
    expect(page.locator(".callout, .note").first).to_be_visible()


def test_the_quiz_is_marked_on_the_server_and_keeps_its_answers_until_then(visit: Visit):
    lesson = "what-training-does"
    page = visit("learner", f"/courses/first-classifier/{lesson}/")
    secret = quiz(lesson)["questions"][0]["feedback"]["en"].split(".")[0]
    assert secret not in page.content()
    tick(page, lesson, wrongly=3)
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(".check .verdict.wrong")).to_be_visible()
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("button", name="Hand in")).to_be_visible()
    tick(page, lesson)
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(".check .verdict.right")).to_be_visible()
    pass_quiz(page, "knobs-and-curves")


def test_ling_predicts_presses_run_and_watches_it_learn(visit: Visit, told: dict[str, str]):
    page = visit("learner")
    page.add_init_script(WATCH_POINTS)
    page.goto(LAB)
    page.get_by_label("full", exact=False).first.check()
    page.fill("input[name=learning_rate]", "0.0002")
    page.fill("input[name=prediction]", "0.8")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url(RUN_ADDRESS)
    told["run"] = page.url
    until_drawn(page, 12)
    expect(page.locator(".chart canvas").first).to_be_visible()
    page.reload()
    until_ended(page)
    seen = page.evaluate("window.seen")
    assert seen == sorted(seen)


def test_two_browsers_and_a_lost_connection_end_in_the_same_curve(visit: Visit, told: dict[str, str]):
    page = visit("learner", LAB)
    page.get_by_label("head", exact=False).first.check()
    page.fill("input[name=prediction]", "0.5")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url(RUN_ADDRESS)
    address = page.url
    until_drawn(page, 5)
    other = visit("manager", address)
    page.context.set_offline(True)
    until_ended(other)
    page.context.set_offline(False)
    until_ended(page)
    counts = [each.evaluate("document.getElementById('run_live').dataset.seq") for each in (page, other)]
    assert counts[0] == counts[1]


def test_the_report_says_what_came_of_it_and_the_model_can_be_taken_home(visit: Visit, told: dict[str, str]):
    page = visit("learner", told["run"])
    for words in ("Accuracy", "Error rate", "Macro-F1", "Precision", "Recall"):
        expect(page.locator("#run_result").get_by_text(words, exact=False).first).to_be_visible()
    expect(page.locator("#run_result table.confusion, #run_result .confusion").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the model").click()
    archive = zipfile.ZipFile(Path(download.value.path()))
    names = archive.namelist()
    assert any(name.endswith(".safetensors") for name in names), names
    assert any(name.endswith("README.md") for name in names), names
    assert not [name for name in names if name.endswith((".bin", ".pt", ".pkl"))]


def test_grading_on_the_hidden_test_decides_the_lab(visit: Visit, told: dict[str, str]):
    page = visit("learner", told["run"])
    page.get_by_role("button", name="Submit for grading").click()
    expect(page.locator(".graded .interval")).to_be_visible(timeout=400_000)
    expect(page.locator(".grading.passed")).to_be_visible()


def test_the_prompt_lab_streams_its_answers_and_compares(visit: Visit, told: dict[str, str]):
    page = visit("learner", PROMPT_LAB)
    page.locator("input[name=examples]").first.check()
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url(RUN_ADDRESS)
    told["prompt"] = page.url
    until_drawn(page, 5)
    until_ended(page)
    page.reload()
    expect(page.locator("[data-live=cases] tr")).to_have_count(30)
    expect(page.get_by_text("fine-tuned", exact=False).first).to_be_visible()


def test_the_course_ends_in_a_certificate(visit: Visit):
    page = visit("learner")
    pass_quiz(page, "prompt-or-fine-tune")
    page.get_by_role("link", name="See your certificate").click()
    expect(page.locator(".certificate-name")).to_have_text("Ling Zhao")
    page.goto("/")
    expect(page.locator("main")).to_contain_text("certificate", ignore_case=True)


def test_a_learning_rate_that_diverges_fails_with_words_and_keeps_its_curve(visit: Visit):
    page = visit("learner", LAB)
    page.get_by_label("full", exact=False).first.check()
    page.fill("input[name=learning_rate]", "1")
    page.fill("input[name=prediction]", "0.1")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url(RUN_ADDRESS)
    until_ended(page)
    expect(page.locator("#run_result")).to_contain_text("learning rate", ignore_case=True)
    expect(page.locator(".chart canvas").first).to_be_visible()


def test_a_knob_out_of_limits_is_refused_at_the_field(visit: Visit):
    page = visit("learner", LAB)
    page.fill("input[name=learning_rate]", "7")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator(".error").first).to_be_visible()
    assert page.url.endswith(LAB)


def test_marco_sees_his_team_and_omar_does_not(visit: Visit):
    page = visit("manager", "/team/")
    row = page.locator("tr", has_text="Ling Zhao")
    expect(row).to_be_visible()
    row.get_by_role("link", name="Ling Zhao").click()
    expect(page.locator("h1")).to_contain_text("Ling Zhao")
    person = page.url
    other = visit("other_manager", "/team/")
    expect(other.locator("main")).not_to_contain_text("Ling Zhao")
    assert httpx.get(person).status_code == 302


def test_aisha_uploads_previews_and_publishes(visit: Visit, tmp_path: Path):
    page = visit("author", "/authoring/")
    broken, changed = tmp_path / "broken.zip", tmp_path / "changed.zip"
    pack(broken, {"first-classifier/course.yaml": lambda text: text.replace("lessons:", "lesions:")})
    pack(changed, {"first-classifier/course.yaml": lambda text: text.replace("minutes: 45", "minutes: 44")})
    page.set_input_files("input[name=archive]", broken)
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.locator("main")).to_contain_text("course.yaml")
    page.set_input_files("input[name=archive]", changed)
    page.get_by_role("button", name="Upload", exact=True).click()
    page.get_by_role("link", name="What training does", exact=False).first.click()
    expect(page.locator("fieldset.question").first).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Publish", exact=False).first.click()
    expect(page.locator("main")).to_contain_text("published", ignore_case=True)


def pack(target: Path, changes: dict) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(COURSE.rglob("*")):
            if path.is_file():
                name = f"first-classifier/{path.relative_to(COURSE)}"
                text = path.read_text()
                archive.writestr(name, changes[name](text) if name in changes else text)
    target.write_bytes(buffer.getvalue())


def test_dana_sees_workers_and_failures(visit: Visit):
    page = visit("admin", "/queue/")
    expect(page.locator("main")).to_contain_text("gpu", ignore_case=True)
    expect(page.locator("main")).to_contain_text("diverge", ignore_case=True)
    page.goto("/admin/people/user/")
    expect(page.locator("#result_list")).to_be_visible()


def test_the_hr_system_reads_the_completion_and_a_program_runs_an_experiment(
    product: Product, told: dict[str, str]
):
    hr = httpx.Client(
        base_url=product.url, headers={"Authorization": f"Bearer {product.demo['tokens']['hr']}"}
    )
    completions = hr.get("/api/v1/completions").json()
    assert [
        row
        for row in completions["results"]
        if row["course"] == "first-classifier" or "first-classifier" in json.dumps(row)
    ]
    ling = httpx.Client(
        base_url=product.url, headers={"Authorization": f"Bearer {product.demo['tokens']['learner']}"}
    )
    spec = {
        "task": "text-classification",
        "base_model": "minilm-l6",
        "dataset": "insurer-messages",
        "method": "head",
    }
    answer = ling.post("/api/v1/experiments", json={"spec": spec | {"max_steps": 3}})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert set(made) >= {"id", "run"}
    run = told["run"].rstrip("/").rsplit("/", 1)[1]
    assert hr.get(f"/api/v1/runs/{run}").status_code == 403
    assert ling.get(f"/api/v1/runs/{run}/report").json()["macro_f1"] > 0.5
    stranger = {"Authorization": f"Bearer {product.demo['tokens']['stranger']}"}
    assert httpx.get(f"{product.url}/api/v1/runs/{run}", headers=stranger).status_code == 404
