namespace Assistant.Inference.Encoders.Towers;

/// <summary>How a tower reads texts.</summary>
/// <param name="Tokens">Gives the token ids of a text, special ones included, truncated to <paramref name="MaxLength"/>; safe from many threads.</param>
/// <param name="PadId">Fills shorter texts up.</param>
/// <param name="MaxLength">Most tokens of a text.</param>
/// <param name="Length">Tokens that every text is filled up to; null where any number will do.</param>
internal sealed record TextReading(Func<string, int[]> Tokens, int PadId, int MaxLength, int? Length = null);
