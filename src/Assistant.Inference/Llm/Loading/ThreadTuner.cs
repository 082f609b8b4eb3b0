namespace Assistant.Inference.Llm.Loading;

/// <summary>
/// Keeps the number of threads right while the engine serves: what was measured at load holds for that moment, and other programs
/// come and go. Now and then a step runs with the next smaller or greater number and is compared with the step before it, when both
/// have as many tokens; the number changes when that wins by a tenth over several trials. A number that loses is tried more and more
/// rarely. Used by the engine's thread alone.
/// </summary>
/// <param name="initial">Threads to begin with.</param>
/// <param name="most">Most threads, 1 or more.</param>
/// <param name="worthMost">Share of the time below which the most threads are taken: less where the rest of the program needs a processor beside them.</param>
internal sealed class ThreadTuner(int initial, int most, double worthMost = ThreadTuner.WorthChanging)
{
    private const int Trials = 3, FirstInterval = 16, LongestInterval = 1024;
    private const double WorthChanging = 0.9, ClearlyWorse = 1.1;
    private readonly Neighbour less = new(), more = new();
    private int tokensBefore, steps, trying;
    private double secondsBefore;

    /// <summary>Threads that are held to be best.</summary>
    internal int Threads { get; private set; } = Math.Clamp(initial, 1, most);

    /// <summary>Threads for the next step.</summary>
    /// <param name="tokens">Its tokens.</param>
    internal int Next(int tokens)
    {
        trying = 0;
        steps++;
        if (tokens == tokensBefore)
        {
            if (Threads > 1 && steps >= less.Due) trying = Math.Max(1, Threads / 2);
            else if (Threads < most && steps >= more.Due) trying = Math.Min(most, Threads * 2);
        }

        return trying == 0 ? Threads : trying;
    }

    /// <summary>Notes how long the step took for which <see cref="Next"/> was asked last.</summary>
    internal void Took(int tokens, double seconds)
    {
        if (trying == 0)
        {
            (tokensBefore, secondsBefore) = (tokens, seconds);
            return;
        }

        // The next step is not compared with a trial.
        tokensBefore = 0;
        var neighbour = trying < Threads ? less : more;
        var ratio = neighbour.Note(seconds / secondsBefore, steps);
        if (ratio is null || ratio >= (trying > Threads && trying == most ? worthMost : WorthChanging)) return;
        Threads = trying;
        less.Forget(steps);
        more.Forget(steps);
    }

    /// <summary>What trials of another number of threads gave.</summary>
    private sealed class Neighbour
    {
        private readonly List<double> ratios = [];
        private int interval = FirstInterval;

        internal int Due { get; private set; } = FirstInterval;

        /// <summary>Notes the time of a trial over that of the step before.</summary>
        /// <returns>The median of the last trials; null while there are too few.</returns>
        internal double? Note(double ratio, int step)
        {
            ratios.Add(ratio);
            // A single step may have been disturbed: only a median of several lengthens the interval.
            double? median = ratios.Count < Trials ? null : ratios.TakeLast(Trials).Order().ElementAt(Trials / 2);
            if (median > ClearlyWorse) interval = Math.Min(interval * 2, LongestInterval);
            else if (median is not null) interval = FirstInterval;
            Due = step + interval;
            if (ratios.Count > Trials) ratios.RemoveAt(0);
            return median;
        }

        internal void Forget(int step)
        {
            ratios.Clear();
            interval = FirstInterval;
            Due = step + interval;
        }
    }
}
