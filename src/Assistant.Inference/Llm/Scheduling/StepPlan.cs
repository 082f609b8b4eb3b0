namespace Assistant.Inference.Llm.Scheduling;

/// <summary>Shares out one step of the engine: sequences that write go first with all they have, then prompts share what is left, so that a long one stalls nobody.</summary>
internal static class StepPlan
{
    /// <summary>Shares out.</summary>
    /// <param name="pending">Tokens that each sequence has yet to compute, oldest request first.</param>
    /// <param name="isPrompt">Which of them are prompts: they may be cut anywhere.</param>
    /// <param name="batch">Tokens of one step.</param>
    /// <param name="promptTokens">Tokens of prompts in a step that has others too.</param>
    /// <returns>Tokens for each in this step; 0 for those that wait for the next.</returns>
    internal static int[] Share(ReadOnlySpan<int> pending, ReadOnlySpan<bool> isPrompt, int batch, int promptTokens)
    {
        var shares = new int[pending.Length];
        var left = batch;
        var others = false;
        for (var i = 0; i < pending.Length; i++)
        {
            if (isPrompt[i] || pending[i] == 0 || pending[i] > left) continue;
            left -= shares[i] = pending[i];
            others = true;
        }

        if (others) left = Math.Min(left, promptTokens);
        // Equal parts; what short prompts leave over goes to the longer ones.
        while (left > 0)
        {
            var hungry = 0;
            for (var i = 0; i < pending.Length; i++) hungry += isPrompt[i] && shares[i] < pending[i] ? 1 : 0;
            if (hungry == 0) break;
            var part = Math.Max(1, left / hungry);
            for (var i = 0; i < pending.Length && left > 0; i++)
            {
                if (!isPrompt[i]) continue;
                var more = Math.Min(Math.Min(part, left), pending[i] - shares[i]);
                shares[i] += more;
                left -= more;
            }
        }

        return shares;
    }
}
