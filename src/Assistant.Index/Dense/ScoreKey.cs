using System.Runtime.CompilerServices;

namespace Assistant.Index.Dense;

/// <summary>
/// Score and row in one integer that sorts best first when descending: the float's bits made monotonic, then the complement
/// of the row (so that equal scores give the lower row first), then one bit for the graph walk's own use.
/// </summary>
internal static class ScoreKey
{
    public const ulong Expanded = 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Create(float score, int row)
    {
        var bits = BitConverter.SingleToInt32Bits(score);
        var ordered = (uint)(bits ^ (bits >> 31 | int.MinValue));
        return (ulong)ordered << 32 | (uint)(int.MaxValue - row) << 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Row(ulong key) => int.MaxValue - (int)((uint)key >> 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Score(ulong key)
    {
        var ordered = (int)(uint)(key >> 32);
        return BitConverter.Int32BitsToSingle(ordered ^ (~(ordered >> 31) | int.MinValue));
    }
}
