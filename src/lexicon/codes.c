#include "lexicon/codes.h"

static const char sectors[] =
    "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN MED LAB REF OPP PRE REL SOC";
static const char beyond[] = "IGO UNO EUR NGO ISM IMG MNC";
static const char countries[] = "ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL "
                                "BEN BES BFA BGD BGR BHR BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN "
                                "BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB "
                                "CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP "
                                "EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ "
                                "GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND "
                                "IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT "
                                "LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA "
                                "MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT "
                                "NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN "
                                "PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN "
                                "SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN "
                                "SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN "
                                "TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM "
                                "YEM ZAF ZMB ZWE KOS";

bool dm_is_code_of(const char *list, dm_code3 c) {
    char text[4];
    dm_code_text(c, text);
    for (const char *p = list; c && *p; p += p[3] ? 4 : 3)
        if (memcmp(p, text, 3) == 0) return true;
    return false;
}

bool dm_is_sector(dm_code3 c) {
    return dm_is_code_of(sectors, c);
}

bool dm_is_beyond_states(dm_code3 c) {
    return dm_is_code_of(beyond, c);
}

bool dm_is_country(dm_code3 c) {
    return dm_is_code_of(countries, c) || dm_is_code_of(beyond, c);
}
