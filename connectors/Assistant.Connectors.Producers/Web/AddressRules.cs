using System.Net;
using System.Net.Sockets;

namespace Assistant.Connectors.Producers.Web;

/// <summary>Tells public internet addresses from all others (IANA special-purpose registries, RFC 6890 and successors).</summary>
public static class AddressRules
{
    private static readonly IPNetwork[] SpecialV4 = [.. new[]
    {
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    }.Select(text => IPNetwork.Parse(text))];

    // Global unicast is 2000::/3; within it these are documentation, benchmarks, tunnels that carry an IPv4 address, and the like.
    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] SpecialV6 = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20" }.Select(text => IPNetwork.Parse(text))];

    /// <summary>Whether an address is a public one: not private, loopback, link-local, multicast, unique-local, mapped from such, or otherwise special.</summary>
    public static bool IsPublic(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !SpecialV4.Any(network => network.Contains(address)),
            AddressFamily.InterNetworkV6 => address.ScopeId == 0 && GlobalV6.Contains(address) && !SpecialV6.Any(network => network.Contains(address)),
            _ => false,
        };
    }
}
