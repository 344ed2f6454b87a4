"""A short formula as one would type it in a mail: signs in place of commands, nothing that only arranges it."""

import re

SIGNED = """
alpha=α beta=β gamma=γ delta=δ epsilon=ε varepsilon=ε zeta=ζ eta=η theta=θ iota=ι kappa=κ lambda=λ mu=μ
nu=ν xi=ξ pi=π rho=ρ sigma=σ tau=τ upsilon=υ phi=φ varphi=φ chi=χ psi=ψ omega=ω Gamma=Γ Delta=Δ Theta=Θ
Lambda=Λ Xi=Ξ Pi=Π Sigma=Σ Phi=Φ Psi=Ψ Omega=Ω
times=× cdot=· div=÷ pm=± approx=≈ neq=≠ ne=≠ le=≤ leq=≤ ge=≥ geq=≥ ll=≪ gg=≫ sim=~ propto=∝ infty=∞ in=∈
to=→ rightarrow=→ leftarrow=← gets=← mapsto=↦ Rightarrow=⇒ partial=∂ nabla=∇ sum=∑ prod=∏ int=∫ mid=|
cdots=… ldots=… dots=…
"""
ARRANGED = """
left right big Big bigl bigr text textbf mathrm mathbf mathit mathcal mathbb boldsymbol operatorname hat
bar vec tilde overline displaystyle limits quad qquad
"""
SIGNS = dict(pair.split("=") for pair in SIGNED.split())
ARRANGING = frozenset(ARRANGED.split())
FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
ROOT = re.compile(r"\\sqrt\s*\{([^{}]*)\}")
COMMAND = re.compile(r"\\([A-Za-z]+)")
SPACE = re.compile(r"\\[,;: ]|~")
ESCAPED = re.compile(r"\\([%$&#_{}|])")
DEEPEST = 8  # fractions within fractions; what lies deeper loses its braces only


def in_words(formula: str) -> str:
    """Commands that are not known here keep their name: `ln`, `max`."""
    said = formula.replace(r"\!", "")
    for _level in range(DEEPEST):
        flat = ROOT.sub(lambda root: f"√{_one(root[1])}", FRACTION.sub(_fraction, said))
        if flat == said:
            break
        said = flat
    said = COMMAND.sub(_sign, SPACE.sub(" ", said))
    said = re.sub(r"(?<!\\)[{}]", "", said)
    return " ".join(ESCAPED.sub(r"\1", said).split())


def _fraction(found: re.Match[str]) -> str:
    return f"{_one(found[1])}/{_one(found[2])}"


def _one(term: str) -> str:
    """In brackets where it is more than a number, a letter or a command."""
    term = term.strip()
    return term if re.fullmatch(r"\\?\w+", term) else f"({term})"


def _sign(command: re.Match[str]) -> str:
    return "" if command[1] in ARRANGING else SIGNS.get(command[1], command[1])
