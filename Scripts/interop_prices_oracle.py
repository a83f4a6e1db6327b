"""The comparison of interop_prices.py; runs in the environment that has both packages."""
import argparse
import collections
import csv
import datetime
import io
import json
import os
import random
import re
import subprocess
import sys
from decimal import Decimal
from importlib import metadata

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import genai_prices.types as types
import litellm
from genai_prices.data import providers as genai_providers
from litellm.litellm_core_utils.llm_cost_calc import utils as litellm_costs
from litellm.types.utils import (CompletionTokensDetailsWrapper, PromptTokensDetailsWrapper, Usage)
from litellm.types.utils import CacheCreationTokenDetails

UTC = datetime.timezone.utc
NOON = datetime.datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
INPUTS = ["input", "cache_read", "cache_write", "cache_write_long", "input_audio", "input_image",
          "input_video"]
OUTPUTS = ["output", "reasoning", "output_audio", "output_image", "output_video"]
CALLS = ["request", "web_searches"]
COLUMNS = ["provider", "model", "region", "service_tier", "at"] + INPUTS + OUTPUTS + CALLS
STEP = re.compile(r"_above_(\d+)k_tokens")
# Floating point adds about a dozen products: their error is far below this share of the cost.
FLOAT_ERROR = Decimal("1e-12")
DECIMAL_ERROR = Decimal("1e-24")


class Comparison:
    """Calls with the cost that an oracle gives, priced by meter in one run."""

    def __init__(self, meter, folder, name, error):
        self.meter, self.folder, self.name, self.error = meter, folder, name, error
        self.rows, self.expected, self.labels = [], [], []

    def add(self, label, row, cost):
        self.rows.append(row)
        self.expected.append(Decimal(str(cost)))
        self.labels.append(label)

    def run(self, book, reasons):
        """Prints the outcome; returns how many models differ without a reason."""
        path = os.path.join(self.folder, "calls.csv")
        with open(path, "w", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(self.rows)
        arguments = [self.meter, "prices", "quote", "--batch", path]
        if book:
            arguments += ["--prices", book]
        out = subprocess.run(arguments, capture_output=True, text=True)
        if out.returncode != 0:
            sys.exit(f"{self.name}: meter failed: {out.stderr[-2000:]}")
        answers = list(csv.DictReader(io.StringIO(out.stdout)))
        named, unnamed, models = collections.Counter(), {}, set()
        for label, row, expected, answer in zip(self.labels, self.rows, self.expected, answers):
            models.add(label)
            cost = Decimal(answer["cost"])
            unpriced = int(answer["unpriced_tokens"])
            if unpriced == 0 and abs(cost - expected) <= self.error * max(abs(expected), 1):
                if abs(cost - expected) <= self.error * abs(expected) + Decimal("1e-30"):
                    continue
            reason = next((name for name, holds in reasons if holds(label, row, answer, expected)),
                          None)
            if reason:
                named[reason] += 1
            else:
                unnamed.setdefault(label, (row, expected, cost, unpriced, answer["reason"]))
        print(f"{self.name:44} {len(models):5} models {len(self.rows):7} calls  "
              + ("exact" if not named and not unnamed else
                 f"{sum(named.values())} differ for a named reason, {len(unnamed)} models otherwise"))
        for reason, count in named.most_common():
            print(f"    {count:6} calls: {reason}")
        for label, (row, expected, cost, unpriced, reason) in list(unnamed.items())[:int(os.environ.get("SHOW", 12))]:
            used = {key: value for key, value in row.items() if value not in ("", 0)}
            print(f"    {label}: theirs {expected}, ours {cost}, {unpriced} unpriced {reason}\n"
                  f"        {used}", file=sys.stderr)
        return len(unnamed)


def book_lines(path):
    """The lines of an imported book, which are JSON, one a line."""
    with open(path) as file:
        return [json.loads(line.strip().rstrip(",")) for line in file
                if line.startswith("    {")]


def import_prices(meter, source, path, book, label):
    out = subprocess.run([meter, "prices", "import", "--from", source, path, "--source", label,
                          "--output", book], capture_output=True, text=True)
    if out.returncode != 0:
        sys.exit(f"import of {source} failed: {out.stderr[-2000:]}")
    print(out.stderr.splitlines()[0] + f" imported from {label}")


def random_counts(chance, classes, total=None):
    """Tokens by class; with a total, the classes of the prompt add up to it."""
    counts = {name: chance.randrange(1, 4000) if chance.random() < 0.8 else 0 for name in classes}
    inputs = [name for name in INPUTS if name in classes]
    if total is not None and inputs:
        rest = total
        for name in inputs[1:]:
            counts[name] = chance.randrange(0, rest // 4 + 1)
            rest -= counts[name]
        counts[inputs[0]] = rest
    return counts


# LiteLLM

def litellm_classes(entry):
    """The classes that LiteLLM has a rate for, its fallbacks included."""
    has = lambda base: any(key.startswith(base) for key in entry)
    classes = []
    if "input_cost_per_token" in entry or "tiered_pricing" in entry:
        classes += ["input", "cache_read", "cache_write", "cache_write_long"]
        classes += [name for name in ("input_audio", "input_image", "input_video")
                    if has(f"input_cost_per_{name[6:]}_token")]
    if ("output_cost_per_token" in entry or "tiered_pricing" in entry
            or "output_cost_per_image_token" in entry):
        classes += ["output", "reasoning"]
        classes += [name for name in ("output_audio", "output_image", "output_video")
                    if has(f"output_cost_per_{name[7:]}_token")]
    return classes


def litellm_cost(entry, counts, tier, residency=None, location=None, at=NOON):
    provider = entry["litellm_provider"]
    prompt = sum(counts.get(name, 0) for name in INPUTS)
    completion = sum(counts.get(name, 0) for name in OUTPUTS)
    details = PromptTokensDetailsWrapper(
        cached_tokens=counts.get("cache_read", 0), text_tokens=counts.get("input", 0),
        audio_tokens=counts.get("input_audio", 0), image_tokens=counts.get("input_image", 0),
        video_tokens=counts.get("input_video", 0))
    details.cache_creation_tokens = counts.get("cache_write", 0) + counts.get("cache_write_long", 0)
    if details.cache_creation_tokens:
        details.cache_creation_token_details = CacheCreationTokenDetails(
            ephemeral_5m_input_tokens=counts.get("cache_write", 0),
            ephemeral_1h_input_tokens=counts.get("cache_write_long", 0))
    usage = Usage(
        prompt_tokens=prompt, completion_tokens=completion, total_tokens=prompt + completion,
        prompt_tokens_details=details,
        completion_tokens_details=CompletionTokensDetailsWrapper(
            text_tokens=counts.get("output", 0), reasoning_tokens=counts.get("reasoning", 0),
            audio_tokens=counts.get("output_audio", 0), image_tokens=counts.get("output_image", 0)))
    usage.completion_tokens_details.video_tokens = counts.get("output_video", 0)
    if tier == "batch":
        rates = litellm_costs.get_batch_cost_rates(entry, usage, provider)
        return sum((rate or 0) * counts.get(name, 0) for name, rate in (
            ("input", rates.input), ("output", rates.output), ("cache_read", rates.cache_read),
            ("cache_write", rates.cache_creation)))
    cost = litellm_costs.generic_cost_per_token(
        model="", usage=usage, custom_llm_provider=provider, service_tier=tier,
        data_residency=residency, model_info=dict(entry), vertex_location=location,
        current_time=at)
    if residency and "provider_specific_entry" in entry:
        geo = entry["provider_specific_entry"].get(residency, 1.0)
        cost = [part * geo for part in cost]
    return sum(cost)


def litellm_calls(entry, chance):
    """(tier, region, location, time, counts) of the calls that tell a model's prices apart."""
    classes = litellm_classes(entry)
    steps = {int(match) * 1000 for key in entry for match in STEP.findall(key)}
    for tier in entry.get("tiered_pricing") or []:
        steps.add(int(tier["range"][0]))
    totals = [None] + [step + change for step in sorted(steps) if step for change in (-1, 0, 1)]
    tiers = [None] + [tier for tier, suffix in (
        ("priority", "_priority"), ("fast", "_priority"), ("flex", "_flex"),
        ("balanced", "_balanced"), ("ultrafast", "_ultrafast"), ("batch", "_batches"))
        if any(key.endswith(suffix) and "_cost_per_" in key and "token" in key for key in entry)]
    for tier in tiers:
        usable = classes
        if tier == "batch":
            usable = [name for name, key in (
                ("input", "input_cost_per_token"), ("output", "output_cost_per_token"),
                ("cache_read", "cache_read_input_token_cost"),
                ("cache_write", "cache_creation_input_token_cost")) if f"{key}_batches" in entry]
            if "input" not in usable:
                continue
        for total in totals:
            yield tier, None, None, NOON, random_counts(chance, usable, total)
    # Vertex's regional endpoints are locations, not residencies; Bedrock's prices are by region.
    for region in () if entry["litellm_provider"].startswith(("vertex_ai", "bedrock")) else (
            "eu", "us"):
        yield None, region, None, NOON, random_counts(chance, classes)
    if "regional_endpoint_uplift_multiplier" in entry:
        for location in ("global", "us-east5"):
            yield None, None, location, NOON, random_counts(chance, classes)
    if "off_peak_pricing" in entry:
        for hours in range(0, 24 * 7):
            at = NOON.replace(hour=0, minute=0) + datetime.timedelta(hours=hours)
            for change in (-1, 0):
                yield (None, None, None, at + datetime.timedelta(seconds=change),
                       random_counts(chance, classes))


def compare_litellm(options, chance):
    path = os.path.join(os.path.dirname(litellm.__file__),
                        "model_prices_and_context_window_backup.json")
    version = metadata.version("litellm")
    book = os.path.join(options.folder, "litellm.json5")
    import_prices(options.meter, "litellm", path, book, f"LiteLLM {version}")
    with open(path) as file:
        entries = json.load(file)
    comparison = Comparison(options.meter, options.folder, f"LiteLLM {version}, imported",
                            FLOAT_ERROR)
    seen = set()
    for line in book_lines(book):
        key = line["source"].split(", ", 1)[1]
        if key in seen:
            continue
        seen.add(key)
        entry = entries[key]
        if not litellm_classes(entry):
            continue
        for tier, region, location, at, counts in litellm_calls(entry, chance):
            row = dict(provider=line["provider"][0], model=line["model"][0],
                       region=region or location or line.get("region", [""])[0],
                       service_tier=tier or "", at=at.strftime("%Y-%m-%dT%H:%M:%SZ"), **counts)
            comparison.add(key, row, litellm_cost(entry, counts, tier, region, location, at))

    failures = comparison.run(book, litellm_reasons(entries))
    return failures, book, entries


def litellm_reasons(entries):
    """Why a cost may differ from what LiteLLM's function says: (reason, test of a call)."""
    return [
        ("LiteLLM's function takes cache writes for 12 hours for short ones; its list has a price",
         lambda label, row, answer, expected: row.get("cache_write_long")
         and any("_above_12hr" in key for key in entries[label])),
        ("LiteLLM has no price of this tier past the step and takes the standard tier's; the "
         "built-in book keeps the tier's own",
         lambda label, row, answer, expected: row["service_tier"] and lacks_step(
             entries[label], row)),
    ]


def lacks_step(entry, row):
    """Whether a call is past a step for which its service tier has no input price."""
    suffix = {"fast": "_priority", "batch": "_batches"}.get(
        row["service_tier"], "_" + row["service_tier"])
    prompt = sum(row.get(name) or 0 for name in INPUTS)
    return any(prompt > int(step) * 1000
               and f"input_cost_per_token_above_{step}k_tokens{suffix}" not in entry
               for key in entry for step in STEP.findall(key))


# genai-prices

CLAUSES = {"ClauseStartsWith": "starts_with", "ClauseEndsWith": "ends_with",
           "ClauseContains": "contains", "ClauseRegex": "regex", "ClauseEquals": "equals"}
UNITS = {"input_mtok": "input", "cache_read_mtok": "cache_read", "cache_write_mtok": "cache_write",
         "cache_write_1h_mtok": "cache_write_long", "input_audio_mtok": "input_audio",
         "input_image_mtok": "input_image", "input_video_mtok": "input_video",
         "output_mtok": "output", "output_reasoning_mtok": "reasoning",
         "output_audio_mtok": "output_audio", "output_image_mtok": "output_image",
         "output_video_mtok": "output_video", "requests_kcount": "request",
         "web_searches_kcount": "web_searches"}


def clause_json(clause):
    name = type(clause).__name__
    if name in CLAUSES:
        field = CLAUSES[name]
        return {field: getattr(clause, field)}
    parts = getattr(clause, "or_", None) or getattr(clause, "and_", None) or []
    return {"or" if name == "ClauseOr" else "and": [clause_json(part) for part in parts]}


def price_json(price):
    def value(amount):
        if isinstance(amount, types.TieredPrices):
            return {"base": Number(amount.base),
                    "tiers": [{"start": tier.start, "price": Number(tier.price)}
                              for tier in amount.tiers]}
        return Number(amount)
    return {key: value(amount) for key, amount in price.__dict__.items()
            if amount is not None and not key.startswith("_")}


class Number(float):
    """A decimal that JSON prints digit by digit."""

    def __new__(cls, amount):
        number = super().__new__(cls, amount)
        number.text = format(amount, "f")
        return number

    def __repr__(self):
        return self.text


def constraint_json(constraint):
    if isinstance(constraint, types.StartDateConstraint):
        return {"start_date": constraint.start_date.isoformat()}
    return {"start_time": constraint.start_time.strftime("%H:%M:%SZ"),
            "end_time": constraint.end_time.strftime("%H:%M:%SZ")}


def model_json(model):
    result = {"id": model.id, "match": clause_json(model.match)}
    if isinstance(model.prices, list):
        result["prices"] = []
        for conditional in model.prices:
            entry = {"prices": price_json(conditional.prices)}
            if conditional.constraint is not None:
                entry["constraint"] = constraint_json(conditional.constraint)
            result["prices"].append(entry)
    else:
        result["prices"] = price_json(model.prices)
    if model.price_variants:
        result["price_variants"] = [
            {"when": variant.when, "prices": price_json(variant.prices),
             **({"constraint": constraint_json(variant.constraint)} if variant.constraint else {})}
            for variant in model.price_variants]
    return result


def write_genai(path):
    data = [{"id": provider.id, "name": provider.name,
             "models": [model_json(model) for model in provider.models]}
            for provider in genai_providers]
    # json prints subclasses of float by float.__repr__: the digits are put in afterwards.
    numbers = []

    def mark(value):
        if isinstance(value, Number):
            numbers.append(value.text)
            return f"\0{len(numbers) - 1}\0"
        if isinstance(value, dict):
            return {key: mark(part) for key, part in value.items()}
        return [mark(part) for part in value] if isinstance(value, list) else value
    text = json.dumps(mark(data))
    text = re.sub(r'"\\u0000(\d+)\\u0000"', lambda match: numbers[int(match.group(1))], text)
    with open(path, "w") as file:
        file.write(text)


def genai_prices_at(model):
    """Instants that tell a model's prices apart."""
    instants = [NOON]
    for conditional in model.prices if isinstance(model.prices, list) else []:
        constraint = conditional.constraint
        if isinstance(constraint, types.StartDateConstraint):
            start = datetime.datetime.combine(constraint.start_date, datetime.time(), UTC)
            instants += [start - datetime.timedelta(seconds=1), start]
        elif constraint is not None:
            for edge in (constraint.start_time, constraint.end_time):
                start = datetime.datetime.combine(NOON.date(), edge.replace(tzinfo=UTC))
                instants += [start - datetime.timedelta(seconds=1), start]
    return instants


def genai_calls(model, chance):
    variants = [None] + [variant.when for variant in model.price_variants or []
                         if "service_tier" in variant.when or "processing" in variant.when]
    for at in genai_prices_at(model):
        for when in variants:
            price = model.get_prices(at, when)
            keys = {key: amount for key, amount in price.__dict__.items() if amount is not None}
            classes = [name for key, name in UNITS.items()
                       if key in keys and key not in ("requests_kcount", "web_searches_kcount")]
            steps = {tier.start for amount in keys.values()
                     if isinstance(amount, types.TieredPrices) for tier in amount.tiers}
            for total in [None] + [step + change for step in sorted(steps)
                                   for change in (-1, 0, 1)]:
                counts = random_counts(chance, classes, total)
                counts["request"] = 1
                if "web_searches_kcount" in keys:
                    counts["web_searches"] = chance.randrange(0, 5)
                yield at, when, counts


def genai_rows(provider, model, chance):
    """The calls of a model, each as a row to quote and as genai-prices' functions take it."""
    for at, when, counts in genai_calls(model, chance):
        tier = "" if not when else (
            "batch" if "processing" in when else when["service_tier"])
        row = dict(provider=provider, model=model.id, region="", service_tier=tier,
                   at=at.strftime("%Y-%m-%dT%H:%M:%SZ"), **counts)
        yield row, at, when, counts


def genai_cost(provider, model, at, when, counts):
    usage = {"input_tokens": sum(counts.get(name, 0) for name in INPUTS),
             "output_tokens": sum(counts.get(name, 0) for name in OUTPUTS)}
    parts = {"cache_read": "cache_read_tokens", "input_audio": "input_audio_tokens",
             "input_image": "input_image_tokens", "input_video": "input_video_tokens",
             "reasoning": "output_reasoning_tokens", "output_audio": "output_audio_tokens",
             "output_image": "output_image_tokens", "output_video": "output_video_tokens",
             "web_searches": "web_searches"}
    for name, key in parts.items():
        if counts.get(name):
            usage[key] = counts[name]
    usage["cache_write_tokens"] = counts.get("cache_write", 0) + counts.get("cache_write_long", 0)
    usage["cache_write_1h_tokens"] = counts.get("cache_write_long", 0)
    # None of the cached, reasoned or cited tokens is of a modality of its own.
    for key in types._reported_usage_keys():
        if re.match(r"cache_(audio|image|video)_|output_(audio|image|video)_(reasoning|citation)|"
                    r"output_(text_)?citation|input_.*tool", key):
            usage.setdefault(key, 0)
    return model.calc_price(types.Usage(**usage), provider, genai_request_timestamp=at,
                            price_context=when).total_price


def compare_genai(options, chance):
    version = metadata.version("genai-prices")
    path = os.path.join(options.folder, "genai.json")
    book = os.path.join(options.folder, "genai.json5")
    write_genai(path)
    import_prices(options.meter, "genai-prices", path, book, f"genai-prices {version}")
    names = {}
    for line in book_lines(book):
        for model in line["model"]:
            names.setdefault((line["source"].split(", ", 1)[1], line["provider"][0]), model)
    comparison = Comparison(options.meter, options.folder, f"genai-prices {version}, imported",
                            DECIMAL_ERROR)
    missing = 0
    for provider in genai_providers:
        for model in provider.models:
            name = CANONICAL.get(provider.id, provider.id)
            if (model.id.lower(), name) not in names:
                missing += 1
                continue
            for row, at, when, counts in genai_rows(name, model, chance):
                try:
                    cost = genai_cost(provider, model, at, when, counts)
                except Exception as error:
                    sys.exit(f"{provider.id}/{model.id}: {error!r} {counts}")
                comparison.add(f"{provider.id}/{model.id}", row, cost)
    print(f"    {missing} models have no price by token or call, or a namesake")
    return comparison.run(book, []), book


CANONICAL = {"aws": "aws.bedrock", "azure": "azure.ai.openai", "google": "gcp.gemini",
             "x-ai": "x_ai", "mistral": "mistral_ai", "moonshotai": "moonshot_ai",
             "together": "together"}


# The built-in book

def built_in_lines(options):
    out = subprocess.run([options.meter, "prices", "list", "--all", "--format", "csv", "--prices",
                          options.built_in], capture_output=True, text=True, check=True).stdout
    return list(csv.DictReader(io.StringIO(out)))


def litellm_key(line):
    """The model of LiteLLM's list that a line was read from, if it was."""
    match = re.match(r"LiteLLM [\d.]+, (.+)", line["source"])
    return match.group(1) if match else None


def compare_built_in(options, chance, entries):
    comparison = Comparison(options.meter, options.folder, "built-in book against LiteLLM",
                            FLOAT_ERROR)
    seen, gone = set(), []
    for line in built_in_lines(options):
        key = litellm_key(line)
        if key not in entries or key in seen or not litellm_classes(entries[key]):
            if key and key not in entries and key not in seen:
                gone.append(key)
            continue
        seen.add(key)
        entry = entries[key]
        for tier, region, location, at, counts in litellm_calls(entry, chance):
            profile = line["profiles"].split(";")[0]
            model = line["model"].split(";")[0]
            if profile not in ("", "none"):
                model = f"{profile}.{model}"
            row = dict(provider=line["provider"].split(";")[0], model=model,
                       region=region or location or line["region"].split(";")[0],
                       service_tier=tier or "", at=at.strftime("%Y-%m-%dT%H:%M:%SZ"), **counts)
            comparison.add(key, row, litellm_cost(entry, counts, tier, region, location, at))
    if gone:
        print(f"    not models of LiteLLM's list: {', '.join(gone[:10])}")
    return comparison.run(options.built_in, litellm_reasons(entries))


def compare_built_in_genai(options, chance, entries):
    """The built-in book follows LiteLLM's list: where genai-prices has another price, LiteLLM's own
    function must say what the book says."""
    keys = {}
    for line in built_in_lines(options):
        for provider in line["provider"].split(";"):
            for model in line["model"].split(";") + line["aliases"].split(";"):
                if model and line["profiles"].split(";")[0] in ("", "none"):
                    keys.setdefault((provider, model), set()).add(litellm_key(line))
    comparison = Comparison(options.meter, options.folder, "built-in book against genai-prices",
                            DECIMAL_ERROR)
    for provider in genai_providers:
        name = CANONICAL.get(provider.id, provider.id)
        for model in provider.models:
            if (name, model.id.lower()) not in keys:
                continue
            for row, at, when, counts in genai_rows(name, model, chance):
                comparison.add(f"{name}/{model.id}", row,
                               genai_cost(provider, model, at, when, counts))
    failures = comparison.run(options.built_in, genai_reasons(keys, entries))
    return failures


def genai_reasons(keys, entries):
    """Why a cost of the built-in book may differ from what genai-prices' function says."""
    def litellm_costs_of(label, row, tier):
        at = datetime.datetime.strptime(row["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        for key in keys[tuple(label.split("/", 1))] & set(entries):
            entry = entries[key]
            cost = Decimal(str(litellm_cost(entry, row, tier, at=at)))
            # Searches are not in LiteLLM's cost by token, nor one-hour writes in that of batches.
            search = entry.get("search_context_cost_per_query", {})
            cost += (row.get("web_searches") or 0) * Decimal(
                str(search.get("search_context_size_medium", 0)))
            if tier == "batch":
                cost += (row.get("cache_write_long") or 0) * Decimal(str(
                    entry.get("cache_creation_input_token_cost_above_1hr", 0))) / 2
            yield entry, cost

    def is_near(ours, theirs):
        return abs(ours - theirs) <= FLOAT_ERROR * max(abs(theirs), Decimal("1e-6"))

    def follows(label, row, answer, expected):
        return any(is_near(Decimal(answer["cost"]), cost)
                   for _, cost in litellm_costs_of(label, row, row["service_tier"] or None))

    def lacks_tier(label, row, answer, expected):
        suffix = {"batch": "_batches", "fast": "_priority"}.get(
            row["service_tier"], "_" + row["service_tier"])
        return row["service_tier"] and any(
            is_near(Decimal(answer["cost"]), cost)
            and not any(name.endswith(suffix) for name in entry)
            for entry, cost in litellm_costs_of(label, row, None))

    def is_undated_tier(label, row, answer, expected):
        provider, model = next(
            (provider, model) for provider in genai_providers for model in provider.models
            if (CANONICAL.get(provider.id, provider.id), model.id) == tuple(label.split("/", 1)))
        at = datetime.datetime.strptime(row["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        counts = {name: row[name] for name in INPUTS + OUTPUTS + CALLS if row.get(name)}
        return row["service_tier"] and at < NOON and is_near(
            genai_cost(provider, model, at, None, counts), expected)

    def search_price(label, row, answer, expected):
        searches = row.get("web_searches") or 0
        return searches and is_near(Decimal(answer["cost"]) - searches * Decimal("0.025"),
                                    expected - searches * Decimal("0.01"))

    return [
        ("LiteLLM, whose list the book follows, has another price, and its function says ours",
         follows),
        ("LiteLLM's list has no price of this tier, so the standard one holds; its function agrees",
         lacks_tier),
        ("genai-prices dates a tier's price by the day on which it was listed; the book has it "
         "from the model's beginning", is_undated_tier),
        ("searches of the 4.1 and 4o-mini families cost 25 a thousand by OpenAI's list",
         search_price),
        ("an embedding has no output, so the book has no price of it",
         lambda label, row, answer, expected: "embed" in label
         and answer["reason"] == "no_price_for_class"),
    ]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--meter", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--built-in", required=True)
    parser.add_argument("--seed", type=int, required=True)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    failures, _, entries = compare_litellm(options, chance)
    failures += compare_built_in(options, chance, entries)
    failures += compare_built_in_genai(options, chance, entries)
    failures += compare_genai(options, chance)[0]
    if failures:
        sys.exit(f"prices: {failures} models differ without a named reason (seed {options.seed})")
    print("prices: imports cost what their own functions say")


if __name__ == "__main__":
    main()
