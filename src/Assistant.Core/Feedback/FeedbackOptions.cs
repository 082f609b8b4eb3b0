using System.ComponentModel.DataAnnotations;

namespace Assistant.Core.Feedback;

/// <summary>What is kept of searches to learn from, and how strongly judgements act at once; section <c>Assistant:Feedback</c>.</summary>
public sealed class FeedbackOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Assistant:Feedback";

    /// <summary>Whether searches of users are logged. Without the log judgements still act, but nothing is known of what else was shown.</summary>
    public bool LogSearches { get; set; } = true;

    /// <summary>Most logged searches; the oldest go.</summary>
    [Range(100, 100_000_000)]
    public int MaxSearches { get; set; } = 100_000;

    /// <summary>Days after which a logged search goes.</summary>
    [Range(1, 36_500)]
    public int KeepDays { get; set; } = 180;

    /// <summary>
    /// Chance with which a hit changes places with the next one where a page says that its list may be varied, so that judgements can be
    /// told from positions; 0 for never.
    /// </summary>
    [Range(0.0, 0.1)]
    public double SwapRate { get; set; } = 0.015;

    /// <summary>Minutes within which a similar search of the same user says that the earlier one did not find what was wanted; 0 for never.</summary>
    [Range(0.0, 1_440.0)]
    public double AskedAgainMinutes { get; set; } = 5;

    /// <summary>What a full vote of a user counts in its own searches, in units of the best possible fused score; 0 for nothing.</summary>
    [Range(0.0, 10.0)]
    public double CacheStrength { get; set; } = 1;

    /// <summary>How fast a user's own vote fades with the distance of queries: β of exp(−β(1 − cosine)); votes of others fade three times as fast.</summary>
    [Range(1.0, 1_000.0)]
    public double CacheSharpness { get; set; } = 20;

    /// <summary>Most votes that act in searches: the newest of each user, users in turn.</summary>
    [Range(0, 100_000)]
    public int CacheVotes { get; set; } = 2_000;
}
