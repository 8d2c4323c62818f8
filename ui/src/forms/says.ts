/** What is said of a wrong answer: the same keys as the city's own sentences (src/banyan/command/forms/fill.py). */

const SAYS: Record<string, string> = {
  missing: "missing", unknown: "no_field", type: "bad_type", enum: "bad_choice", const: "bad_choice", minimum: "bad_range", maximum: "bad_range",
  exclusiveMinimum: "bad_range", exclusiveMaximum: "bad_range", multipleOf: "bad_range", minLength: "bad_length", maxLength: "bad_length",
  minItems: "bad_length", maxItems: "bad_length", uniqueItems: "bad_repeated", pattern: "bad_pattern", format: "bad_format",
};

export const says = (keyword: string): string => SAYS[keyword] ?? "bad";
