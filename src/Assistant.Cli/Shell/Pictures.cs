namespace Assistant.Cli.Shell;

/// <summary>Pictures that go with a query.</summary>
internal static class Pictures
{
    private const long MaxBytes = 20L << 20;

    /// <summary>A file as base64; null when there is none.</summary>
    public static async Task<string?> ReadAsync(FileInfo? file, CancellationToken cancellationToken)
    {
        if (file is null)
            return null;
        if (file.Length is 0 or > MaxBytes)
            throw new UserException($"{file.Name} has {file.Length} bytes; a picture has 1 byte to {MaxBytes >> 20} MiB.", ExitCodes.BadUsage);
        return Convert.ToBase64String(await File.ReadAllBytesAsync(file.FullName, cancellationToken));
    }
}
