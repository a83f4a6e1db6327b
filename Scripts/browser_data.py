"""Two months of made-up usage, for looking at the dashboard: OTLP/JSON, one request a line.

    browser_data.py --tenants 40 --until 2026-11-21 > usage.otlp.jsonl

Tenants of three tiers, six features, several models; workdays and nights, tenants that grow, one
that fails, one whose names are meant to break pages. The same arguments give the same bytes.
"""
import argparse
import datetime
import json
import random

TIERS = ("basic", "standard", "premium")
# Name, weight, calls of a conversation, tokens in and out.
FEATURES = (("chat", 40, 3, 900, 220), ("search", 25, 2, 2200, 120), ("summarise", 15, 1, 6500, 380),
            ("triage", 10, 2, 1500, 90), ("code-review", 6, 4, 8000, 700),
            ("research", 4, 6, 12000, 900))
# Provider, model, whether it reasons, relative speed.
MODELS = {
    "basic": (("openai", "gpt-4o-mini", 0, 0.7), ("gcp.gemini", "gemini-2.5-flash", 0, 0.5)),
    "standard": (("openai", "gpt-4.1", 0, 1.0), ("openai", "gpt-4o-mini", 0, 0.7),
                 ("anthropic", "claude-haiku-4-5", 0, 0.8)),
    "premium": (("anthropic", "claude-sonnet-4-6", 1, 1.6), ("openai", "gpt-5", 1, 1.9),
                ("aws.bedrock", "amazon.nova-pro-v1:0", 0, 1.1))}
PLACES = ("hospital", "clinic", "lab", "practice", "pharmacy", "institute")
ODD_NAMES = ("=cmd|' /C calc'!A0", "<script>alert(1)</script>", "../../etc/passwd",
             "مستشفى الأمل", "clinic 🏥 & \"Söhne\"", "x" * 300)


def names(count):
    made = [f"{PLACES[number % 6]}-{number // 6 + 1:0{len(str(count // 6 + 1))}d}"
            for number in range(count)]
    return made[:-len(ODD_NAMES)] + list(ODD_NAMES) if count >= 20 else made


def attribute(key, value):
    kind = {str: "stringValue", int: "intValue"}[type(value)]
    return {"key": key, "value": {kind: str(value) if kind == "intValue" else value}}


class Story:
    def __init__(self, options):
        self.numbers = random.Random(options.seed)
        self.tenants = names(options.tenants)
        self.span = 0

    def tier(self, index):
        return TIERS[2] if index % 7 == 0 else TIERS[1] if index % 3 == 0 else TIERS[0]

    def weight(self, index, day):
        """Few tenants use much; some of them ever more, one from some day on no more."""
        weight = 3.0 / (index + 1) ** 0.7
        if index % 5 == 1:
            weight *= 0.4 + day / 40
        return 0 if index == 4 and day > 40 else weight

    def conversation(self, index, begin):
        numbers, tier = self.numbers, self.tier(index)
        feature, _, calls, tokens_in, tokens_out = numbers.choices(
            FEATURES, [row[1] for row in FEATURES])[0]
        self.span += 1
        session, trace = f"s-{self.span:06d}", f"{self.span:032x}"
        spans = []
        provider, model, reasons, speed = numbers.choice(MODELS[tier])
        if index == 9 and numbers.random() < 0.3:
            provider, model = "acme", "acme-internal-7b"
        for number in range(numbers.randint(1, calls)):
            spans.append(self.call(trace, number, begin, index, feature, tier, session,
                                   (provider, model, reasons, speed),
                                   (tokens_in, tokens_out)))
            begin += datetime.timedelta(seconds=numbers.randint(4, 90))
        return spans

    def call(self, trace, number, begin, index, feature, tier, session, model, tokens):
        numbers = self.numbers
        prompt = int(tokens[0] * numbers.lognormvariate(0, 0.5)) + 1
        cached = int(prompt * numbers.random() * 0.7) if number else 0
        answer = int(tokens[1] * numbers.lognormvariate(0, 0.6)) + 1
        seconds = model[3] * (0.4 + answer / 180) * numbers.lognormvariate(0, 0.3)
        failed = numbers.random() < (0.2 if index == 2 else 0.012)
        start = int(begin.timestamp() * 1e9)
        attributes = {
            "gen_ai.operation.name": "chat", "gen_ai.provider.name": model[0],
            "gen_ai.request.model": model[1], "gen_ai.response.model": model[1],
            "tenant.tier": tier, "feature": feature, "session.id": session,
            "user.id": f"user-{numbers.randint(1, 9)}", "gen_ai.agent.name": "assistant"}
        if index != 11 or numbers.random() < 0.8:
            attributes["tenant.id"] = self.tenants[index]
        if failed:
            attributes["error.type"] = "429" if numbers.random() < 0.5 else "timeout"
        else:
            attributes.update({
                "gen_ai.usage.input_tokens": prompt, "gen_ai.usage.output_tokens": answer,
                "gen_ai.usage.cache_read.input_tokens": cached})
            if model[2]:
                attributes["gen_ai.usage.reasoning.output_tokens"] = int(answer * 0.4)
        return {
            "traceId": trace, "spanId": f"{self.span:08x}{number:08x}", "name": "chat " + model[1],
            "kind": 3, "startTimeUnixNano": str(start),
            "endTimeUnixNano": str(start + int(seconds * 1e9)),
            "attributes": [attribute(key, value) for key, value in attributes.items()],
            "status": {"code": 2} if failed else {}}


def requests(options):
    """Bodies of OTLP requests, a day each."""
    story = Story(options)
    until = datetime.datetime.fromisoformat(options.until + "T00:00:00+00:00")
    for day in range(options.days):
        midnight = until - datetime.timedelta(days=options.days - day)
        busy = 0.45 if midnight.weekday() >= 5 else 1.0
        spans = []
        for index in range(len(story.tenants)):
            wanted = story.weight(index, day) * busy * options.activity
            count = int(wanted) + (story.numbers.random() < wanted % 1)
            for _ in range(count):
                hour = min(23.9, max(0, story.numbers.gauss(13, 3.5)))
                begin = midnight + datetime.timedelta(hours=hour)
                spans += story.conversation(index, begin)
        yield {"resourceSpans": [{
            "resource": {"attributes": [attribute("service.name", "assistant")]},
            "scopeSpans": [{"scope": {"name": "browser_data"}, "spans": spans}]}]}


def parser():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tenants", type=int, default=40)
    parser.add_argument("--days", type=int, default=52)
    parser.add_argument("--until", required=True, help="the day after the last one")
    parser.add_argument("--activity", type=float, default=4.0)
    parser.add_argument("--seed", type=int, default=7)
    return parser


def write(path, options):
    with open(path, "w", encoding="utf-8") as file:
        for request in requests(options):
            file.write(json.dumps(request, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    for request in requests(parser().parse_args()):
        print(json.dumps(request, ensure_ascii=False, separators=(",", ":")))
