namespace Assistant.Index;

/// <summary>Checks the ranges that the options' annotations and documentation state.</summary>
internal static class HybridIndexOptionsCheck
{
    /// <summary>Whether every setting lies in its range.</summary>
    public static bool IsValid(HybridIndexOptions options)
    {
        var bm25 = options.Bm25;
        return options.Folder.Length > 0
            && In(options.FlushChunks, 256, 1_000_000) && In(options.FlushSeconds, 1, 3600) && In(options.MergeFactor, 2, 32) && In(options.GraphThreads, 0, 64)
            && In(options.MergeMegabytes, 64, 65_536) && In(options.ReplayWaitSeconds, 0, 600)
            && options.Languages.All(Enum.IsDefined)
            && In(bm25.K1, 0.1, 10) && In(bm25.B, 0, 1) && In(bm25.StopWordWeight, 0, 1)
            && In(bm25.TitleWeight, 0.1, 100) && In(bm25.HeadingsWeight, 0.1, 100) && In(bm25.BodyWeight, 0.1, 100) && In(bm25.CaptionWeight, 0.1, 100);
    }

    private static bool In(double value, double low, double high) => value >= low && value <= high;
}
