using System.Text;

namespace Assistant.Core.Pal.Runtime;

/// <summary>What the program printed, up to a limit.</summary>
internal sealed class OutputBuffer(int limit)
{
    private readonly StringBuilder text = new();

    public bool IsTruncated { get; private set; }

    public string Text => text.ToString();

    public void Write(string value)
    {
        var room = limit - text.Length;
        if (value.Length > room)
        {
            IsTruncated = true;
            value = value[..Math.Max(0, room)];
        }

        text.Append(value);
    }
}
