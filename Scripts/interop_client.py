"""An agent as its makers write it: the OpenTelemetry SDK, with baggage copied to every span.

Run by interop.py inside of its own Python environment. Prints what was sent, as JSON: for each
tenant and for each feature and tier the calls and tokens that a report must show.
"""
import argparse
import json
import random
import sys
import time

from opentelemetry import baggage, context, metrics, trace
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.processor.baggage import ALLOW_ALL_BAGGAGE_KEYS, BaggageSpanProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import AggregationTemporality, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExportResult

MODEL = {"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai",
         "gen_ai.request.model": "gpt-4o-mini"}


class Twice(OTLPSpanExporter):
    """Sends every batch again, as happens where an answer is lost."""

    def export(self, spans):
        first = super().export(spans)
        second = super().export(spans)
        return first if first is not SpanExportResult.SUCCESS else second


class Truth:
    def __init__(self):
        self.tenants, self.cells = {}, {}

    def add(self, tenant, tier, feature, **figures):
        for groups, key in ((self.tenants, tenant), (self.cells, f"{feature}|{tier}")):
            group = groups.setdefault(key, dict.fromkeys(figures, 0))
            for name, value in figures.items():
                group[name] += value


def send_spans(options, truth, compression):
    provider = TracerProvider(resource=Resource.create({"service.name": "interop"}))
    kind = Twice if options.twice else OTLPSpanExporter
    exporter = kind(endpoint=options.endpoint + "/v1/traces", compression=compression, timeout=40)
    provider.add_span_processor(BaggageSpanProcessor(ALLOW_ALL_BAGGAGE_KEYS))
    provider.add_span_processor(BatchSpanProcessor(
        exporter, max_queue_size=100_000, schedule_delay_millis=100, max_export_batch_size=50))
    tracer = provider.get_tracer("interop.agent", "1.0")
    numbers = random.Random(options.seed)
    for number in range(options.conversations):
        tenant, tier, feature = who(options, number)
        entries = {"tenant.id": tenant, "tenant.tier": tier, "feature": feature}
        held = context.get_current()
        for key, value in entries.items():
            held = baggage.set_baggage(key, value, held)
        token = context.attach(held)
        with tracer.start_as_current_span("invoke_agent support") as agent:
            total = [0, 0]
            for _ in range(numbers.randint(1, 4)):
                with tracer.start_as_current_span("chat gpt-4o-mini", attributes=MODEL) as span:
                    tokens = numbers.randint(1, 5000), numbers.randint(0, 900)
                    cached = numbers.randint(0, tokens[0])
                    span.set_attribute("gen_ai.usage.input_tokens", tokens[0])
                    span.set_attribute("gen_ai.usage.output_tokens", tokens[1])
                    span.set_attribute("gen_ai.usage.cache_read.input_tokens", cached)
                truth.add(tenant, tier, feature, metered_requests=1, cache_read_tokens=cached,
                          input_tokens=tokens[0] - cached, output_tokens=tokens[1])
                total = [total[0] + tokens[0], total[1] + tokens[1]]
            # Frameworks repeat the sum of the calls on the agent: it must not be counted again.
            agent.set_attributes({
                "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "support",
                "gen_ai.usage.input_tokens": total[0], "gen_ai.usage.output_tokens": total[1]})
        context.detach(token)
        time.sleep(options.pause)
    flushed = provider.force_flush(60_000)
    provider.shutdown()
    return flushed


def send_metrics(options, truth, compression):
    """The histogram of the semantic conventions, from a service that sends no spans; or beside its
    spans, where it must not be counted again."""
    preferred = {}
    if options.delta:
        from opentelemetry.sdk.metrics import Histogram
        preferred = {Histogram: AggregationTemporality.DELTA}
    exporter = OTLPMetricExporter(
        endpoint=options.endpoint + "/v1/metrics", compression=compression, timeout=40,
        preferred_temporality=preferred)
    reader = PeriodicExportingMetricReader(exporter, export_interval_millis=200)
    name = "interop-delta" if options.delta else "interop-cumulative"
    if options.beside:
        name = "interop"
    provider = MeterProvider([reader], resource=Resource.create({"service.name": name}))
    usage = provider.get_meter("interop.agent", "1.0").create_histogram(
        "gen_ai.client.token.usage", unit="{token}")
    numbers = random.Random(options.seed)
    for number in range(options.conversations):
        tenant, tier, feature = who(options, number)
        tokens = numbers.randint(1, 5000), numbers.randint(0, 900)
        for kind, count in zip(("input", "output"), tokens):
            usage.record(count, {
                **MODEL, "gen_ai.token.type": kind, "tenant.id": tenant, "tenant.tier": tier,
                "feature": feature})
        if not options.beside:
            truth.add(tenant, tier, feature, input_tokens=tokens[0], output_tokens=tokens[1])
        time.sleep(options.pause)
    flushed = provider.force_flush(60_000)
    provider.shutdown()
    return flushed


def who(options, number):
    """Tenants of three tiers, and three features."""
    tenant = number % 7
    tier = ("basic", "premium", "enterprise")[tenant % 3]
    return f"{options.prefix}-{tenant}", tier, ("chat", "triage", "summarise")[number % 3]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--prefix", required=True)
    parser.add_argument("--conversations", type=int, default=100)
    parser.add_argument("--pause", type=float, default=0)
    parser.add_argument("--seed", type=int, default=7)
    for flag in ("gzip", "twice", "metrics", "delta", "beside"):
        parser.add_argument("--" + flag, action="store_true")
    options = parser.parse_args()
    truth = Truth()
    send = send_metrics if options.metrics else send_spans
    if not send(options, truth, Compression.Gzip if options.gzip else Compression.NoCompression):
        print("the SDK could not send everything", file=sys.stderr)
        sys.exit(1)
    json.dump({"tenants": truth.tenants, "cells": truth.cells}, sys.stdout)


if __name__ == "__main__":
    main()
