namespace Assistant.Core.Knowledge;

/// <summary>A statement taken from a document: subject, predicate, and the object, an entity or a value.</summary>
/// <param name="Subject">What it speaks of.</param>
/// <param name="Predicate">The relation, as it was written: <c>is</c>, <c>was founded by</c>, a column's name.</param>
/// <param name="Value">The object: what stands in that relation to the subject.</param>
/// <param name="Start">First character of the sentence or row that says it, in the parsed text (UTF-16).</param>
/// <param name="End">After its last character.</param>
public sealed record Triple(string Subject, string Predicate, string Value, int Start, int End);
